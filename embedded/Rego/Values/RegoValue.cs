using System.Text;

namespace OpenClaw.Rego.Values;

/// <summary>An immutable Rego value. Undefined is no value: it is a null reference.</summary>
internal abstract class RegoValue : IComparable<RegoValue>, IEquatable<RegoValue>
{
    public abstract RegoKind Kind { get; }

    /// <summary>The word that messages and <c>type_name</c> use.</summary>
    public string TypeName => Kind switch
    {
        RegoKind.Null => "null",
        RegoKind.Boolean => "boolean",
        RegoKind.Number => "number",
        RegoKind.String => "string",
        RegoKind.Array => "array",
        RegoKind.Object => "object",
        _ => "set",
    };

    /// <summary>Number of members; 0 for scalars.</summary>
    public virtual int Count => 0;

    /// <summary>The child under a key; null when there is none.</summary>
    public virtual RegoValue? Get(RegoValue key) => null;

    public int CompareTo(RegoValue? other)
    {
        if (ReferenceEquals(this, other))
        {
            return 0;
        }

        if (other is null)
        {
            return 1;
        }

        return Kind != other.Kind ? Kind.CompareTo(other.Kind) : CompareSameKind(other);
    }

    public bool Equals(RegoValue? other) =>
        ReferenceEquals(this, other) || (other is not null && Kind == other.Kind && EqualsSameKind(other));

    public sealed override bool Equals(object? obj) => obj is RegoValue other && Equals(other);

    public abstract override int GetHashCode();

    /// <summary>The value as Rego text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        WriteRego(text);
        return text.ToString();
    }

    public abstract void WriteRego(StringBuilder text);

    protected abstract int CompareSameKind(RegoValue other);

    protected virtual bool EqualsSameKind(RegoValue other) => CompareSameKind(other) == 0;
}
