using System.Text.RegularExpressions;

namespace OpenClaw.Testing.Surface;

/// <summary>One spelling for signatures that mean the same to a caller.</summary>
internal static partial class SignatureText
{
    private static readonly string[] Order = ["protected", "static", "const", "abstract", "virtual"];
    private static readonly string[] WithoutMeaning = ["override", "readonly", "required", "new", "sealed", "public"];

    public static string Normalize(string signature)
    {
        var (text, marks) = SplitMarks(signature);
        text = Spaces().Replace(text, " ").Trim().TrimEnd(';').Replace("@", "", StringComparison.Ordinal);
        text = NullDefault().Replace(text, "= default$1");
        text = EnumDefault().Replace(text, "= $1");
        var words = new List<string>();
        while (text.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space
            && (Order.Contains(text[..space]) || WithoutMeaning.Contains(text[..space])))
        {
            words.Add(text[..space]);
            text = text[(space + 1)..];
        }

        return string.Concat(Order.Intersect(words).Select(word => word + " ")) + text + marks;
    }

    private static (string Text, string Marks) SplitMarks(string signature)
    {
        var comment = signature.IndexOf("//", StringComparison.Ordinal);
        if (comment < 0)
        {
            return (signature, "");
        }

        var tail = signature[comment..];
        var marks = (tail.Contains("[Obsolete]", StringComparison.Ordinal) ? " // [Obsolete]" : "")
            + (Experimental().Match(tail) is { Success: true } match ? $" // [Experimental {match.Groups[1].Value}]" : "");
        return (signature[..comment], marks);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"= null\b()")]
    private static partial Regex NullDefault();

    [GeneratedRegex(@"= [A-Z]\w*\.(\w+)")]
    private static partial Regex EnumDefault();

    [GeneratedRegex(@"(?:\[Experimental |// exp )(\w+)")]
    private static partial Regex Experimental();
}
