using System.Globalization;
using System.Text;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Core;

/// <summary>Paths of documents between their three spellings: URL parts, storage text and Rego references.</summary>
internal static class DataPath
{
    /// <summary>The reference that a URL path names: a part that reads as an integer is a number.</summary>
    public static string Query(IEnumerable<string> path)
    {
        var text = new StringBuilder("data");
        foreach (var part in path)
        {
            text.Append('[');
            if (long.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                text.Append(number);
            }
            else
            {
                JsonText.WriteString(text, part, html: false);
            }

            text.Append(']');
        }

        return text.ToString();
    }

    public static string Dotted(IEnumerable<string> path) => string.Join('.', path.Prepend("data"));

    public static string Text(IEnumerable<string> path) => "/" + string.Join('/', path);

    public static string[] Split(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    public static string[] Pointer(string pointer) => pointer.Length == 0
        ? []
        : [.. pointer[1..].Split('/').Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];

    /// <summary>Whether one of two paths leads through the other.</summary>
    public static bool Overlaps(IReadOnlyList<string> left, IReadOnlyList<string> right) =>
        left.Take(right.Count).SequenceEqual(right.Take(left.Count), StringComparer.Ordinal);

    /// <summary>Whether <paramref name="path"/> is <paramref name="root"/> or lies below it.</summary>
    public static bool IsUnder(IReadOnlyList<string> path, IReadOnlyList<string> root) =>
        path.Count >= root.Count && Overlaps(path, root);
}
