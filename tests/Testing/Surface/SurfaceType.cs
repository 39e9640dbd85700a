namespace OpenClaw.Testing.Surface;

/// <summary>A type as callers see it. Without a namespace: a page that does not say which.</summary>
internal sealed record SurfaceType(string? Namespace, string Name, string Kind, IReadOnlyList<string> Bases, IReadOnlyList<string> Members, string Marks = "", bool IsOneLine = false)
{
    /// <summary>Stands for accessors that a page leaves open.</summary>
    public const string AnyAccessors = "{ * }";

    /// <summary>Name and number of type parameters: parameter names do not matter to a caller.</summary>
    public string Key { get; } = KeyOf(Name);

    public static string KeyOf(string name)
    {
        var open = name.IndexOf('<', StringComparison.Ordinal);
        return open < 0 ? name : $"{name[..open]}`{name.Count(character => character == ',') + 1}";
    }
}
