using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;

namespace OpenClaw.Audit.Features.Ingest;

/// <summary>The audit service's own entries.</summary>
internal sealed class LocalAuditSink(EntryValidator validator, GroupCommitLog log) : IAuditSink
{
    public async Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        var batch = validator.Validate(entries);
        if (!batch.IsValid)
        {
            throw new AuditRejectedException(string.Join("; ", batch.Errors.Keys));
        }

        try
        {
            await log.AppendAsync(batch.Entries, cancellationToken);
        }
        catch (Exception exception) when (exception is AuditStoreUnavailableException or AuditQueueFullException)
        {
            throw new AuditUnavailableException("The audit store cannot be reached.", exception);
        }
    }
}
