using System.Globalization;
using System.Numerics;
using OpenClaw.Rego.Builtins;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Yaml;

internal static class YamlScalar
{
    public static string StripComment(string text)
    {
        var hash = text.IndexOf(" #", StringComparison.Ordinal);
        return (hash < 0 ? text : text[..hash]).Trim();
    }

    /// <summary>The value of an unquoted scalar by YAML's core schema.</summary>
    public static RegoValue Plain(string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return NullValue.Instance;
            case "true" or "True" or "TRUE":
                return BooleanValue.True;
            case "false" or "False" or "FALSE":
                return BooleanValue.False;
            default:
                break;
        }

        if (text.StartsWith("0x", StringComparison.Ordinal) && text.Length > 2
            && BigInteger.TryParse("0" + text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex))
        {
            return NumberValue.Of(hex);
        }

        return (RegoValue?)NumberText.Read(text) ?? new StringValue(text);
    }
}
