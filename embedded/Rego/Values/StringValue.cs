using System.Text;

namespace OpenClaw.Rego.Values;

internal sealed class StringValue(string value) : RegoValue
{
    public static readonly StringValue Empty = new("");

    private int _hash;

    public string Value { get; } = value;

    public override RegoKind Kind => RegoKind.String;

    /// <summary>Order by code point; UTF-16 order differs where surrogates meet characters above them.</summary>
    public static int CompareText(string left, string right)
    {
        var common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        int a = left[common], b = right[common];
        if (a >= 0xD800 && b >= 0xD800)
        {
            // Surrogates stand for code points above U+FFFF: lift them over the rest of the plane.
            a += char.IsSurrogate((char)a) ? 0x10000 : 0;
            b += char.IsSurrogate((char)b) ? 0x10000 : 0;
        }

        return a.CompareTo(b);
    }

    public override int GetHashCode() => _hash != 0 ? _hash : _hash = ComputeHash();

    public override void WriteRego(StringBuilder text) => JsonText.WriteString(text, Value, html: false);

    protected override int CompareSameKind(RegoValue other) => CompareText(Value, ((StringValue)other).Value);

    protected override bool EqualsSameKind(RegoValue other) => string.Equals(Value, ((StringValue)other).Value, StringComparison.Ordinal);

    private int ComputeHash()
    {
        var hash = string.GetHashCode(Value, StringComparison.Ordinal);
        return hash == 0 ? 1 : hash;
    }
}
