namespace OpenClaw.Rego.Tests.Reference;

/// <summary>
/// When an answer of the engine is one that the language allows. Of the documented semantics one leaves room: where all
/// rules of a document yield one and the same constant, the first success ends the search, also inside the iterations of a
/// body, so that a conflict behind it may stay unseen. The plain reference looks at everything; only where it meets a
/// conflict may the engine answer instead what a reference answers that stops there.
/// </summary>
internal static class Agreement
{
    public const string Conflict = "eval_conflict_error";

    /// <param name="expected">What the reference says that looks at everything.</param>
    /// <param name="actual">What the engine says.</param>
    /// <param name="stopping">Asks the reference that stops at the first success of constants.</param>
    public static bool Holds(string? expected, string? actual, Func<string?> stopping) =>
        expected == actual || (expected == Conflict && actual == stopping());
}
