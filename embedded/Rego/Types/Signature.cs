namespace OpenClaw.Rego.Types;

/// <summary>What a function takes and gives. Arguments of built-ins have names, which errors show.</summary>
internal sealed record Signature((string? Name, RegoType? Type)[] Arguments, (string? Name, RegoType? Type)? Result, bool IsVariadic = false)
{
    public static Signature OfFunction(RegoType?[] arguments, RegoType? result) =>
        new(Array.ConvertAll(arguments, argument => ((string?)null, argument)), (null, result));

    /// <summary>As errors show it; with the result where the call has a place for it.</summary>
    public string Print(bool withResult)
    {
        var parts = Arguments.Select(Part);
        return $"({string.Join(", ", withResult && Result is { } result ? parts.Append(Part(result)) : parts)})";
    }

    private static string Part((string? Name, RegoType? Type) part) => (part.Name is null ? "" : part.Name + ": ") + RegoType.Print(part.Type);
}
