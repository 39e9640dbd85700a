using System.Text;

namespace OpenClaw.Rego.Values;

internal sealed class BooleanValue : RegoValue
{
    public static readonly BooleanValue True = new(true);
    public static readonly BooleanValue False = new(false);

    private BooleanValue(bool value) => Value = value;

    public bool Value { get; }

    public override RegoKind Kind => RegoKind.Boolean;

    public static BooleanValue Of(bool value) => value ? True : False;

    public override int GetHashCode() => Value ? 31 : 29;

    public override void WriteRego(StringBuilder text) => text.Append(Value ? "true" : "false");

    protected override int CompareSameKind(RegoValue other) => Value.CompareTo(((BooleanValue)other).Value);
}
