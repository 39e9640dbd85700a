using Dapr;
using Dapr.Client;
using OpenClaw.Contracts;
using OpenClaw.Notification.Features.Inbox;

namespace OpenClaw.Notification.Infrastructure;

/// <summary>
/// One state entry per inbox, changed under its entity tag: whoever loses the race reads again and repeats the change.
/// </summary>
internal sealed class DaprInboxStore(DaprClient dapr) : IInboxStore
{
    /// <summary>Older entries fall out: an inbox is for what is new, the audit log for what was.</summary>
    private const int Capacity = 500;

    // Each lost race means that somebody else's write succeeded, so progress is made; this only bounds a fault.
    private const int MaxRaces = 50;

    private static readonly StateOptions FirstWrite = new() { Concurrency = ConcurrencyMode.FirstWrite, Consistency = ConsistencyMode.Strong };

    public async Task<IReadOnlyList<InboxEntry>> LoadAsync(InboxOwner owner, CancellationToken cancellationToken) =>
        (await ReadAsync(owner, cancellationToken)).Entries;

    public async Task<InboxEntry> AddAsync(InboxOwner owner, InboxEntry entry, CancellationToken cancellationToken) =>
        (await UpdateAsync(
            owner,
            entry.Id,
            entries => entries.Any(known => known.Id == entry.Id && known.CreatedAt >= entry.CreatedAt)
                ? entries
                : [.. entries.Where(known => known.Id != entry.Id).Append(entry).OrderByDescending(known => known.CreatedAt).ThenByDescending(known => known.Id).Take(Capacity)],
            cancellationToken)) ?? entry;

    public Task<InboxEntry?> ChangeAsync(InboxOwner owner, Guid id, Func<InboxEntry, InboxEntry> change, CancellationToken cancellationToken) =>
        UpdateAsync(
            owner,
            id,
            entries => entries.FirstOrDefault(entry => entry.Id == id) is { } found && change(found) is var changed && changed != found
                ? [.. entries.Select(entry => entry.Id == id ? changed : entry)]
                : entries,
            cancellationToken);

    public async Task<int> DeleteAsync(InboxOwner owner, CancellationToken cancellationToken)
    {
        var (entries, _) = await ReadAsync(owner, cancellationToken);
        await dapr.DeleteStateAsync(ComponentNames.StateStore, KeyOf(owner), cancellationToken: cancellationToken);
        return entries.Count;
    }

    private static string KeyOf(InboxOwner owner) =>
        $"inbox:{Uri.EscapeDataString(owner.TenantId)}:{Uri.EscapeDataString(owner.UserId)}";

    private async Task<InboxEntry?> UpdateAsync(
        InboxOwner owner, Guid id, Func<IReadOnlyList<InboxEntry>, IReadOnlyList<InboxEntry>> change, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var (entries, etag) = await ReadAsync(owner, cancellationToken);
            var changed = change(entries);
            if (ReferenceEquals(changed, entries) || await TryWriteAsync(owner, changed, etag, cancellationToken))
            {
                return changed.FirstOrDefault(entry => entry.Id == id);
            }
        }

        throw new DaprException($"The inbox changed {MaxRaces} times while it was being written.");
    }

    private async Task<(IReadOnlyList<InboxEntry> Entries, string? Etag)> ReadAsync(InboxOwner owner, CancellationToken cancellationToken)
    {
        var (entries, etag) = await dapr.GetStateAndETagAsync<InboxEntry[]?>(
            ComponentNames.StateStore, KeyOf(owner), ConsistencyMode.Strong, cancellationToken: cancellationToken);
        return (entries ?? [], etag is { Length: > 0 } ? etag : null);
    }

    private async Task<bool> TryWriteAsync(InboxOwner owner, IReadOnlyList<InboxEntry> entries, string? etag, CancellationToken cancellationToken)
    {
        if (etag is not null)
        {
            return await dapr.TrySaveStateAsync(
                ComponentNames.StateStore, KeyOf(owner), entries, etag, FirstWrite, cancellationToken: cancellationToken);
        }

        try
        {
            await dapr.SaveStateAsync(ComponentNames.StateStore, KeyOf(owner), entries, FirstWrite, cancellationToken: cancellationToken);
            return true;
        }
        catch (DaprException)
        {
            // Stores report a lost race for a new key as a plain error; only a look tells it from a store that is down.
            if ((await ReadAsync(owner, cancellationToken)).Etag is null)
            {
                throw;
            }

            return false;
        }
    }
}
