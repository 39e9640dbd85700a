using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>
/// JSON as OPA hashes it for bundle signatures: no blanks, members in the order of their names, and Go's escapes: quote,
/// backslash, control characters and the two line separators of JavaScript, but nothing else.
/// </summary>
internal static class CanonicalJson
{
    public static byte[] Of(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(text, node);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Write(StringBuilder text, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                text.Append('{').AppendJoinOf(members.OrderBy(member => member.Key, Utf8Order.Instance), member =>
                {
                    WriteText(text, member.Key);
                    text.Append(':');
                    Write(text, member.Value);
                }).Append('}');
                break;
            case JsonArray items:
                text.Append('[').AppendJoinOf(items, item => Write(text, item)).Append(']');
                break;
            case JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.String:
                WriteText(text, value.GetValue<string>());
                break;
            default:
                text.Append(node?.ToJsonString() ?? "null");
                break;
        }
    }

    private static StringBuilder AppendJoinOf<T>(this StringBuilder text, IEnumerable<T> parts, Action<T> write)
    {
        var isFirst = true;
        foreach (var part in parts)
        {
            if (!isFirst)
            {
                text.Append(',');
            }

            isFirst = false;
            write(part);
        }

        return text;
    }

    private static void WriteText(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                < ' ' or '\u2028' or '\u2029' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }

    /// <summary>Go compares bytes; UTF-16 orders characters beyond the first plane differently.</summary>
    private sealed class Utf8Order : IComparer<string>
    {
        public static Utf8Order Instance { get; } = new();

        public int Compare(string? x, string? y) => Encoding.UTF8.GetBytes(x ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y ?? ""));
    }
}
