using System.Text.RegularExpressions;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

/// <summary>Numbers written as text, in the forms that Go's float reader takes (decimal ones).</summary>
internal static partial class NumberText
{
    public static NumberValue? Read(string text) => Decimal().IsMatch(text)
        ? NumberValue.Parse(text.TrimStart('+') is var plain && plain.StartsWith('.') ? "0" + plain : plain)
        : null;

    [GeneratedRegex(@"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$", RegexOptions.CultureInvariant | RegexOptions.ECMAScript)]
    private static partial Regex Decimal();
}
