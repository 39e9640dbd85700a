using System.Text.Json;
using OpenClaw.Sidecar.Hosting;
using OpenClaw.Sidecar.State;

namespace OpenClaw.Sidecar.Actors.Reminders;

/// <summary>
/// Reminders in the actor store. State stores cannot list keys, so each type has index documents that name its
/// reminders; a reminder and its index entry change in one transaction.
/// </summary>
internal sealed class ReminderStore(ActorState state, SidecarOptions options)
{
    /// <summary>Spreads writers over several documents; part of the key layout, so it must not change.</summary>
    private const int Partitions = 16;
    private const int MaxAttempts = 20;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public async Task<ReminderRecord?> GetAsync(ActorKey actor, string name, CancellationToken cancellationToken) =>
        await state.Store.GetAsync(RecordKey(actor, name), cancellationToken) is { } entry ? Read(entry) : null;

    public async Task<IReadOnlyList<ReminderRecord>> LoadAsync(string type, Func<ActorKey, bool> wanted, CancellationToken cancellationToken)
    {
        var indexes = await state.Store.GetManyAsync([.. Enumerable.Range(0, Partitions).Select(part => IndexKey(type, part))], cancellationToken);
        var keys = indexes.SelectMany(ReadIndex)
            .Where(entry => wanted(new ActorKey(type, entry.ActorId)))
            .Select(entry => RecordKey(new ActorKey(type, entry.ActorId), entry.Name))
            .ToArray();
        return keys.Length == 0 ? [] : [.. (await state.Store.GetManyAsync(keys, cancellationToken)).Select(Read)];
    }

    public Task AddAsync(ReminderRecord reminder, CancellationToken cancellationToken)
    {
        var entry = new ReminderName(reminder.ActorId, reminder.Name);
        var set = new StateSet(RecordKey(reminder.Actor, reminder.Name), JsonSerializer.SerializeToUtf8Bytes(reminder, Json));
        return ChangeAsync(reminder.Actor, names => names.Add(entry), set, cancellationToken);
    }

    /// <summary>Writes a reminder that is known to be in the index.</summary>
    public Task UpdateAsync(ReminderRecord reminder, CancellationToken cancellationToken) => state.Store.SetAsync(
        new StateSet(RecordKey(reminder.Actor, reminder.Name), JsonSerializer.SerializeToUtf8Bytes(reminder, Json)), cancellationToken);

    public Task RemoveAsync(ActorKey actor, string name, CancellationToken cancellationToken) => ChangeAsync(
        actor, names => names.Remove(new ReminderName(actor.Id, name)), new StateDelete(RecordKey(actor, name)), cancellationToken);

    private async Task ChangeAsync(ActorKey actor, Func<HashSet<ReminderName>, bool> change, IStateChange record, CancellationToken cancellationToken)
    {
        var key = IndexKey(actor.Type, ActorOwner.Partition(actor.Id, Partitions));
        for (var attempt = 1; ; attempt++)
        {
            var index = await state.Store.GetAsync(key, cancellationToken);
            var names = index is null ? [] : ReadIndex(index).ToHashSet();
            var changes = change(names)
                ? [new StateSet(key, JsonSerializer.SerializeToUtf8Bytes(names, Json), index?.ETag, FirstWrite: index is null), record]
                : new[] { record };
            try
            {
                await state.Store.TransactAsync(changes, cancellationToken);
                return;
            }
            catch (Exception error) when (error is ETagException or StateStoreException && attempt < MaxAttempts)
            {
                // Another host changed the same index meanwhile; its entries must stay.
            }
        }
    }

    private string IndexKey(string type, int partition) => $"{options.AppId}||reminders||{type}||{partition}";

    private string RecordKey(ActorKey actor, string name) => state.Key(actor, $"reminders||{name}");

    private static ReminderName[] ReadIndex(StateEntry entry) => JsonSerializer.Deserialize<ReminderName[]>(entry.Value.Span, Json) ?? [];

    private static ReminderRecord Read(StateEntry entry) => JsonSerializer.Deserialize<ReminderRecord>(entry.Value.Span, Json)!;

    private sealed record ReminderName(string ActorId, string Name);
}
