using System.Text.RegularExpressions;

namespace OpenClaw.Testing.Surface;

/// <summary>
/// The signature blocks of a reference page. Two notations occur:
/// <code>
/// // namespace Dapr.Client
/// sealed class BindingRequest
///     BindingRequest(string bindingName, string operation)
/// </code>
/// and, with braces, without a namespace, or as a bare list of extension methods whose class is named on the line above or not at all:
/// <code>
/// class ResourceEvent {
///     IResource Resource { get; }
/// }
/// </code>
/// </summary>
internal sealed partial class DocumentedSurface
{
    private readonly List<SurfaceType> _types = [];
    private readonly HashSet<string> _loose = new(StringComparer.Ordinal);

    public IReadOnlyList<SurfaceType> Types => _types;

    /// <summary>Members whose class the page does not name.</summary>
    public IReadOnlySet<string> Loose => _loose;

    public static DocumentedSurface Read(params string[] files)
    {
        var surface = new DocumentedSurface();
        foreach (var file in files)
        {
            surface.ReadPage(File.ReadAllLines(file));
        }

        return surface;
    }

    public SurfaceType? Find(string? @namespace, string key)
    {
        var candidates = _types.Where(type => type.Key == key && (type.Namespace is null || type.Namespace == @namespace)).ToList();
        return candidates.Count == 0
            ? null
            : candidates[0] with { Members = [.. candidates.SelectMany(type => type.Members).Distinct()] };
    }

    private void ReadPage(string[] lines)
    {
        for (var index = 0; index < lines.Length; index++)
        {
            if (lines[index] is "```csharp" or "```text")
            {
                var caption = index > 0 && Caption().Match(lines[index - 1]) is { Success: true } match ? match.Groups[1].Value : null;
                var end = Array.IndexOf(lines, "```", index + 1);
                ReadBlock(lines[(index + 1)..end], caption);
                index = end;
            }
            else
            {
                foreach (Match enumeration in ProseEnum().Matches(lines[index]))
                {
                    AddType(null, $"{enumeration.Groups[1].Value}{(enumeration.Groups[2].Success ? $" // {enumeration.Groups[2].Value}" : "")}");
                }
            }
        }
    }

    private void ReadBlock(string[] lines, string? caption)
    {
        string? place = null;
        List<string>? members = null;
        foreach (var line in lines)
        {
            if (Namespace().Match(line) is { Success: true } heading)
            {
                (place, members) = (heading.Groups[1].Value, null);
            }
            else if (TypeHeading().IsMatch(line))
            {
                members = AddType(place, line);
            }
            else if (line.Trim() is { Length: > 1 } text && !text.StartsWith("//", StringComparison.Ordinal) && !IsPunctuation(text))
            {
                members = AddMember(members, caption, SignatureText.Normalize(text));
            }
        }
    }

    private static bool IsPunctuation(string text) => text.All(character => character is '{' or '}' or ' ');

    private List<string>? AddMember(List<string>? members, string? caption, string member)
    {
        if (members is null && caption is not null)
        {
            members = [];
            _types.Add(new SurfaceType(null, caption, "", [], members));
        }

        if (members is null)
        {
            _loose.Add(member);
        }
        else
        {
            members.Add(member);
        }

        return members;
    }

    private List<string> AddType(string? place, string line)
    {
        var heading = HeadingParser.Parse(place, line);
        _types.Add(heading);
        return (List<string>)heading.Members;
    }

    [GeneratedRegex(@"^`(?:sealed record |class )?(\w+(?:<\w+>)?)`(?: \([^)]*\))?:?$")]
    private static partial Regex Caption();

    [GeneratedRegex(@"^// namespace ([\w.]+)(?:, class \w+)?$")]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^(?:(?:public|abstract|sealed|static|readonly) )*(?:class|record|struct|interface|enum|delegate) \w")]
    private static partial Regex TypeHeading();

    [GeneratedRegex(@"`((?:\[Flags\] )?enum \w+ \{[^}]*\})`(?: \((exp \w+)\))?")]
    private static partial Regex ProseEnum();
}
