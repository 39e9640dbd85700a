namespace OpenClaw.Audit.Features.Subjects;

/// <summary>Which members of a detail concern persons; names count however they are spelled.</summary>
internal sealed class DetailNames(IEnumerable<string> identity, IEnumerable<string> personal)
{
    /// <summary>Longer text is no id of a user.</summary>
    public const int LongestId = 255;

    private readonly HashSet<string> _identity = Set(identity);
    private readonly HashSet<string> _personal = Set(personal);

    public bool IsIdentity(string name) => _identity.Contains(Plain(name));

    public bool IsPersonal(string name) => _personal.Contains(Plain(name));

    private static HashSet<string> Set(IEnumerable<string> names) => new(names.Select(Plain), StringComparer.OrdinalIgnoreCase);

    private static string Plain(string name) =>
        name.AsSpan().IndexOfAny('_', '-') < 0 ? name : name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
}
