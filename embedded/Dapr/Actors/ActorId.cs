#nullable disable // as the original: callers may annotate or not
namespace Dapr.Actors;

/// <summary>Names one actor among those of its type.</summary>
public class ActorId
{
    private readonly string _id;

    /// <summary>Creates an id.</summary>
    public ActorId(string id)
    {
        if (string.IsNullOrWhiteSpace(id))
        {
            throw new ArgumentException("The value cannot be null, empty or whitespace.", nameof(id));
        }

        _id = id;
    }

    /// <summary>Compares by value.</summary>
    public static bool operator ==(ActorId id1, ActorId id2) => id1 is null ? id2 is null : id1.Equals(id2);

    /// <summary>Compares by value.</summary>
    public static bool operator !=(ActorId id1, ActorId id2) => !(id1 == id2);

    /// <summary>An id that nobody used before.</summary>
    public static ActorId CreateRandom() => new(Guid.NewGuid().ToString("D"));

    /// <summary>The text of the id.</summary>
    public string GetId() => _id;

    /// <inheritdoc/>
    public override string ToString() => _id;

    /// <inheritdoc/>
    public override int GetHashCode() => _id.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object obj) => obj is ActorId other && Equals(other);

    /// <summary>Compares by value.</summary>
    public bool Equals(ActorId other) => other is not null && string.Equals(_id, other._id, StringComparison.Ordinal);

    /// <summary>Orders by text.</summary>
    public int CompareTo(ActorId other) => other is null ? 1 : string.Compare(_id, other._id, StringComparison.Ordinal);
}
