using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Events;

namespace OpenClaw.Audit.Features.Ingest;

/// <summary>Stores what producers could not hand over directly. Ids make repeats harmless.</summary>
internal sealed class AuditEntriesConsumer(EntryValidator validator, GroupCommitLog log, ILogger<AuditEntriesConsumer> logger)
    : IEventConsumer<AuditEntriesRecorded>
{
    public async Task<EventResult> HandleAsync(AuditEntriesRecorded message, CancellationToken cancellationToken)
    {
        var batch = validator.Validate(message.Entries ?? [], tenantId: message.TenantId);
        if (batch.Entries.Count > 0 && await StoreAsync(batch.Entries, cancellationToken) is false)
        {
            return EventResult.Retry;
        }

        if (batch.IsValid)
        {
            return EventResult.Done;
        }

        // The good ones are stored; the event as a whole goes where somebody can look at the faulty ones.
        var errors = string.Join("; ", batch.Errors.Select(error => $"{error.Key} {string.Join(", ", error.Value)}"));
        logger.EventInvalid(message.EventId, errors);
        return EventResult.Drop;
    }

    private async Task<bool> StoreAsync(IReadOnlyList<StorableEntry> entries, CancellationToken cancellationToken)
    {
        try
        {
            await log.AppendAsync(entries, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is AuditStoreUnavailableException or AuditQueueFullException)
        {
            return false;
        }
    }
}
