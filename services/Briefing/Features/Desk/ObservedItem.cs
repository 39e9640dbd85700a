using System.Text.Json;
using OpenClaw.Contracts;

namespace OpenClaw.Briefing.Features.Desk;

/// <summary>The newest known version of an item that concerns the owner of the desk.</summary>
/// <param name="Item">As the connector sent it, without the other people it concerns.</param>
/// <param name="DiscoveredAt">Earliest time any version of it carried; the same whatever order versions arrive in.</param>
public sealed record ObservedItem(ConnectorItem Item, ItemRelation Relation, DateTimeOffset DiscoveredAt)
{
    public static ObservedItem Of(ConnectorItem item, string userId) => new(
        item with { ConcernedUsers = new Dictionary<string, ItemRelation>() },
        item.ConcernedUsers[userId],
        item.UpdatedAt);

    /// <summary>
    /// Keeps the newer of two versions. Vendors stamp whole seconds, so versions of one second are told apart by what they
    /// say: every replica and every order of delivery ends with the same one.
    /// </summary>
    public ObservedItem Join(ObservedItem other)
    {
        var winner = IsNewer(other) ? other : this;
        var earliest = DiscoveredAt < other.DiscoveredAt ? DiscoveredAt : other.DiscoveredAt;
        return winner.DiscoveredAt == earliest ? winner : winner with { DiscoveredAt = earliest };
    }

    private bool IsNewer(ObservedItem other)
    {
        if (other.Item.UpdatedAt != Item.UpdatedAt)
        {
            return other.Item.UpdatedAt > Item.UpdatedAt;
        }

        return other.Item.State != Item.State
            ? other.Item.State > Item.State
            : string.CompareOrdinal(other.Fingerprint(), Fingerprint()) > 0;
    }

    private string Fingerprint() => $"{Relation} {JsonSerializer.Serialize(Item, ContractsJson.Options)}";
}
