using System.Text;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Evaluate;

/// <summary>
/// A part of the data document that nobody has read yet: rules, base documents and replacements at one path. It only
/// lives in intermediate slots; the evaluation reads it when its value is needed.
/// </summary>
internal sealed class DocRef(DocNode node, RegoValue? baseValue, Mask? mask) : RegoValue
{
    public DocNode Node { get; } = node;

    public RegoValue? Base { get; } = baseValue;

    public Mask? Mask { get; } = mask;

    public override RegoKind Kind => RegoKind.Object;

    public override int GetHashCode() => Node.Id;

    public override void WriteRego(StringBuilder text) => text.Append(Node.PathText);

    protected override int CompareSameKind(RegoValue other) =>
        throw new InvalidOperationException("a document must be read before it is compared");
}
