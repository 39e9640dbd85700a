using OpenClaw.Contracts;

namespace OpenClaw.Briefing.Features.Desk;

/// <summary>Takes in new versions of items; known and older versions change nothing.</summary>
internal static class ItemBook
{
    public static (DeskState State, int Changed) Observe(DeskState state, DeskOwner owner, IEnumerable<ConnectorItem> items)
    {
        var known = new Dictionary<string, ObservedItem>(state.Items);
        var changed = 0;
        foreach (var item in items.Where(item => item.ConcernedUsers.ContainsKey(owner.UserId)))
        {
            var arrived = ObservedItem.Of(item, owner.UserId);
            var held = known.GetValueOrDefault(item.Id);
            var joined = held is null ? arrived : held.Join(arrived);
            if (!ReferenceEquals(joined, held))
            {
                known[item.Id] = joined;
                changed++;
            }
        }

        return (changed == 0 ? state : state with { Items = known }, changed);
    }
}
