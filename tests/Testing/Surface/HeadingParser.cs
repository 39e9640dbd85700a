using System.Text.RegularExpressions;

namespace OpenClaw.Testing.Surface;

/// <summary>
/// One heading line, with whatever of the type it carries:
/// <c>sealed record JobFailurePolicyConstantOptions(TimeSpan Interval) : IJobFailurePolicyOptions { uint? MaxRetries { get; init; } }</c>.
/// </summary>
internal static partial class HeadingParser
{
    public static SurfaceType Parse(string? place, string line)
    {
        var comment = line.IndexOf("//", StringComparison.Ordinal);
        var marks = comment < 0 ? "" : SignatureText.Normalize("x " + line[comment..])[1..];
        var isAllMutable = line.Contains("all get/set", StringComparison.Ordinal);
        var text = (comment < 0 ? line : line[..comment] + TailAfterMark(line[comment..])).Replace("[Flags] ", "", StringComparison.Ordinal).Trim();
        var match = Heading().Match(text);
        var name = match.Groups["name"].Value.Replace("out ", "", StringComparison.Ordinal);
        var kind = match.Groups["kind"].Value.Replace("readonly ", "", StringComparison.Ordinal);
        var positional = match.Groups["positional"].Value;
        var members = new List<string>(BodyOf(match.Groups["body"].Value, kind, isAllMutable));
        if (kind.EndsWith("record", StringComparison.Ordinal) && positional.Length > 0)
        {
            AddPositional(name, positional, members);
        }

        return new SurfaceType(place, name, kind, [.. SplitTopLevel(match.Groups["bases"].Value)], members, marks, IsOneLine: members.Count > 0);
    }

    /// <summary>A page may put a mark before an empty body.</summary>
    private static string TailAfterMark(string comment) => comment.EndsWith("{ }", StringComparison.Ordinal) ? " { }" : "";

    private static void AddPositional(string name, string positional, List<string> members)
    {
        members.Add(SignatureText.Normalize($"{name}({positional})"));
        members.AddRange(SplitTopLevel(positional).Select(parameter => parameter + " { get; init; }"));
    }

    private static IEnumerable<string> BodyOf(string body, string kind, bool isAllMutable)
    {
        if (kind == "enum")
        {
            return SplitTopLevel(body).Select((member, index) => member.Contains('=', StringComparison.Ordinal) ? member : $"{member}={(body.Contains('=', StringComparison.Ordinal) ? "*" : index)}");
        }

        return BodyMember().Matches(body).Select(match => SignatureText.Normalize(match.Value.Trim() switch
        {
            var field when field.StartsWith("field ", StringComparison.Ordinal) => field["field ".Length..].TrimEnd(';'),
            var property when property.EndsWith(';') => $"{property.TrimEnd(';')} {(isAllMutable ? "{ get; set; }" : SurfaceType.AnyAccessors)}",
            var member => member,
        }));
    }

    public static IEnumerable<string> SplitTopLevel(string list)
    {
        var depth = 0;
        var start = 0;
        for (var index = 0; index < list.Length; index++)
        {
            depth += list[index] is '<' or '(' ? 1 : list[index] is '>' or ')' ? -1 : 0;
            if (list[index] == ',' && depth == 0)
            {
                yield return list[start..index].Trim();
                start = index + 1;
            }
        }

        if (list[start..].Trim() is { Length: > 0 } last)
        {
            yield return last;
        }
    }

    [GeneratedRegex(@"^(?:public )?(?<kind>(?:(?:abstract|sealed|static|readonly) )*(?:class|record|struct|interface|enum|delegate)) (?:Task(?:<\w+>)? )?(?<name>\w+(?:<[\w, ]+>)?)(?:\((?<positional>.*?)\)(?= |$))?(?: : (?<bases>[^{]+?))?(?: \{(?<body>.*?)\}?)?$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^{};]+(?:\{[^}]*\}|;)")]
    private static partial Regex BodyMember();
}
