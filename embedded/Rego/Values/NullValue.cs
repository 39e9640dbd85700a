using System.Text;

namespace OpenClaw.Rego.Values;

internal sealed class NullValue : RegoValue
{
    public static readonly NullValue Instance = new();

    public override RegoKind Kind => RegoKind.Null;

    public override int GetHashCode() => 17;

    public override void WriteRego(StringBuilder text) => text.Append("null");

    protected override int CompareSameKind(RegoValue other) => 0;
}
