using System.Text;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Yaml;

/// <summary>Writes a value as block YAML, keys sorted, sequences at the level of their key.</summary>
internal static class YamlWriter
{
    /// <param name="value">What to write.</param>
    /// <param name="check">Asked in between; ends an evaluation whose time is over.</param>
    public static string Write(RegoValue value, Action check)
    {
        var text = new StringBuilder();
        Write(text, value, 0, inline: true, check);
        return text.ToString();
    }

    private static void Write(StringBuilder text, RegoValue value, int indent, bool inline, Action check)
    {
        switch (value)
        {
            case ObjectValue { Count: > 0 } obj:
                Mapping(text, obj, indent, inline, check);
                break;
            case ArrayValue { Count: > 0 } array:
                Sequence(text, array.Items, indent, inline, check);
                break;
            case SetValue { Count: > 0 } set:
                Sequence(text, set.Items, indent, inline, check);
                break;
            case ObjectValue:
                text.Append("{}\n");
                break;
            case ArrayValue or SetValue:
                text.Append("[]\n");
                break;
            case StringValue s:
                text.Append(Scalar(s.Value)).Append('\n');
                break;
            default:
                text.Append(value).Append('\n');
                break;
        }
    }

    private static void Mapping(StringBuilder text, ObjectValue obj, int indent, bool inline, Action check)
    {
        foreach (var (key, value) in obj.Keys.Select(JsonText.Key).Zip(obj.Values).OrderBy(pair => pair.First, StringComparer.Ordinal))
        {
            check();
            text.Append(' ', inline ? 0 : indent).Append(Scalar(key)).Append(':');
            inline = false;
            var isSequence = value is ArrayValue { Count: > 0 } or SetValue { Count: > 0 };
            var isMapping = value is ObjectValue { Count: > 0 };
            text.Append(isSequence || isMapping ? '\n' : ' ');
            Write(text, value, isMapping ? indent + 2 : indent, inline: !isSequence && !isMapping, check);
        }
    }

    private static void Sequence(StringBuilder text, RegoValue[] items, int indent, bool inline, Action check)
    {
        foreach (var item in items)
        {
            check();
            text.Append(' ', inline ? 0 : indent).Append("- ");
            inline = false;
            Write(text, item, indent + 2, inline: true, check);
        }
    }

    private static string Scalar(string value)
    {
        var isPlain = value.Length > 0 && YamlScalar.Plain(value) is StringValue && value == value.Trim()
            && !"-?:,[]{}#&*!|>'\"%@`".Contains(value[0], StringComparison.Ordinal)
            && !value.Contains(": ", StringComparison.Ordinal) && !value.Contains(" #", StringComparison.Ordinal)
            && !value.EndsWith(':') && !value.Any(char.IsControl);
        if (isPlain)
        {
            return value;
        }

        var quoted = new StringBuilder();
        JsonText.WriteString(quoted, value, html: false);
        return quoted.ToString();
    }
}
