using System.Globalization;
using System.Text;

namespace OpenClaw.Rego.Values;

/// <summary>JSON text as Go's encoder writes it.</summary>
internal static class JsonText
{
    private const int ItemsPerCheck = 64;

    public static string Marshal(RegoValue value) => Marshal(value, null);

    /// <param name="value">What to write.</param>
    /// <param name="check">Asked in between; ends an evaluation whose time is over.</param>
    public static string Marshal(RegoValue value, Action? check)
    {
        var text = new StringBuilder();
        Write(text, value, null, "", 0, check);
        return text.ToString();
    }

    public static string Marshal(RegoValue value, string prefix, string indent, Action? check = null)
    {
        var text = new StringBuilder(prefix);
        Write(text, value, indent, prefix, 0, check);
        return text.ToString();
    }

    /// <summary>The text of a key: strings as they are, other values as their JSON.</summary>
    public static string Key(RegoValue key) => key is StringValue text ? text.Value : Marshal(key);

    public static void WriteString(StringBuilder text, string value, bool html)
    {
        text.Append('"');
        foreach (var c in value)
        {
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                case '\b': text.Append("\\b"); break;
                case '\f': text.Append("\\f"); break;
                case < ' ':
                case '\u2028' or '\u2029' or '<' or '>' or '&' when html:
                    text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                    break;
                default: text.Append(c); break;
            }
        }

        text.Append('"');
    }

    private static void Write(StringBuilder text, RegoValue value, string? indent, string prefix, int depth, Action? check)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (value)
        {
            case StringValue s:
                WriteString(text, s.Value, html: true);
                break;
            case ArrayValue array:
                WriteItems(text, array.Items, indent, prefix, depth, check);
                break;
            case SetValue set:
                WriteItems(text, set.Items, indent, prefix, depth, check);
                break;
            case ObjectValue obj:
                WriteObject(text, obj, indent, prefix, depth, check);
                break;
            default:
                value.WriteRego(text);
                break;
        }
    }

    private static void WriteItems(StringBuilder text, RegoValue[] items, string? indent, string prefix, int depth, Action? check)
    {
        text.Append('[');
        for (var i = 0; i < items.Length; i++)
        {
            if (i % ItemsPerCheck == 0)
            {
                check?.Invoke();
            }

            text.Append(i > 0 ? "," : "");
            Break(text, indent, prefix, depth + 1);
            Write(text, items[i], indent, prefix, depth + 1, check);
        }

        if (items.Length > 0)
        {
            Break(text, indent, prefix, depth);
        }

        text.Append(']');
    }

    private static void WriteObject(StringBuilder text, ObjectValue obj, string? indent, string prefix, int depth, Action? check)
    {
        // Keys are in the order of values, strings after numbers: only among other kinds their texts may stand otherwise.
        var keys = Array.ConvertAll(obj.Keys, Key);
        var values = obj.Values;
        if (obj.Keys is [not StringValue, ..] or [.., not StringValue])
        {
            var sorted = keys.Zip(values).OrderBy(pair => pair.First, Comparer<string>.Create(StringValue.CompareText)).ToArray();
            keys = Array.ConvertAll(sorted, pair => pair.First);
            values = Array.ConvertAll(sorted, pair => pair.Second);
        }

        text.Append('{');
        for (var i = 0; i < keys.Length; i++)
        {
            if (i % ItemsPerCheck == 0)
            {
                check?.Invoke();
            }

            text.Append(i > 0 ? "," : "");
            Break(text, indent, prefix, depth + 1);
            WriteString(text, keys[i], html: true);
            text.Append(indent is null ? ":" : ": ");
            Write(text, values[i], indent, prefix, depth + 1, check);
        }

        if (keys.Length > 0)
        {
            Break(text, indent, prefix, depth);
        }

        text.Append('}');
    }

    private static void Break(StringBuilder text, string? indent, string prefix, int depth)
    {
        if (indent is null)
        {
            return;
        }

        text.Append('\n').Append(prefix);
        for (var i = 0; i < depth; i++)
        {
            text.Append(indent);
        }
    }
}
