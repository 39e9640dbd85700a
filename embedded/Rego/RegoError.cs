namespace OpenClaw.Rego;

/// <summary>One finding of the compiler or one failure of an evaluation.</summary>
/// <param name="Code">OPA's code, e.g. <c>rego_parse_error</c> or <c>eval_conflict_error</c>.</param>
/// <param name="Message">What is wrong, without location and code.</param>
/// <param name="File">The module's path; null for a query.</param>
/// <param name="Row">Line, from 1; 0 when unknown.</param>
/// <param name="Column">Column, from 1; 0 when unknown.</param>
public sealed record RegoError(string Code, string Message, string? File, int Row, int Column)
{
    /// <summary>The text OPA prints: <c>file:row: code: message</c>, or <c>row:col: code: message</c> without a file.</summary>
    public override string ToString() => (File, Row) switch
    {
        (null or "", 0) => $"{Code}: {Message}",
        (null or "", _) => $"{Row}:{Column}: {Code}: {Message}",
        _ => $"{File}:{Row}: {Code}: {Message}",
    };
}
