using System.Text;
using OpenClaw.Rego.Builtins;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Yaml;

/// <summary>What tags make of the values they stand before, and merge keys.</summary>
internal static class YamlTags
{
    /// <param name="tag">As written: <c>!!int</c>, <c>!&lt;tag:yaml.org,2002:int&gt;</c>, or an application's own such as <c>!Ref</c>, which says nothing here.</param>
    /// <param name="value">A text for every plain or quoted scalar.</param>
    public static RegoValue Apply(string tag, RegoValue value)
    {
        var name = tag.StartsWith("!<tag:yaml.org,2002:", StringComparison.Ordinal) && tag.EndsWith('>') ? tag[20..^1]
            : tag.StartsWith("!!", StringComparison.Ordinal) ? tag[2..]
            : "";
        var text = (value as StringValue)?.Value;
        return (name, value) switch
        {
            ("map", ObjectValue) or ("seq", ArrayValue) or ("str", StringValue) => value,
            ("map" or "omap" or "set", ObjectValue or ArrayValue) => value,
            ("null", StringValue) => NullValue.Instance,
            ("str", NullValue) => StringValue.Empty,
            ("", StringValue) => tag == "!" ? value : YamlScalar.Plain(text!),
            ("", _) => value,
            ("int", StringValue) when YamlScalar.Plain(text!) is NumberValue { IsInteger: true } number => number,
            ("float", StringValue) when NumberText.Read(text!) is { } number => number,
            ("bool", StringValue) when YamlScalar.Plain(text!) is BooleanValue flag => flag,
            ("timestamp", StringValue) => value,
            ("binary", StringValue) => new StringValue(Decode(text!)),
            _ => throw new YamlException($"cannot decode !!{Kind(value)} `{text ?? ""}` as a !!{name}"),
        };
    }

    /// <summary>Keys of the merged mappings that the mapping does not have itself; the first of several wins.</summary>
    public static void Merge(Dictionary<RegoValue, RegoValue> pairs, RegoValue merged)
    {
        foreach (var source in merged is ArrayValue list ? list.Items : [merged])
        {
            if (source is not ObjectValue obj)
            {
                throw new YamlException("map merge requires map or sequence of maps as the value");
            }

            for (var i = 0; i < obj.Count; i++)
            {
                pairs.TryAdd(obj.Keys[i], obj.Values[i]);
            }
        }
    }

    private static string Kind(RegoValue value) => value switch { StringValue => "str", ArrayValue => "seq", ObjectValue => "map", _ => "null" };

    private static string Decode(string text)
    {
        var compact = string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
        var bytes = new byte[compact.Length];
        return Convert.TryFromBase64String(compact, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : throw new YamlException("!!binary value contains invalid base64 data");
    }
}
