using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Audit;

/// <summary>
/// Where the recorder's batches become durable. Every service hands them to its sidecar; the audit service itself writes
/// them straight into its own store.
/// </summary>
public interface IAuditSink
{
    /// <summary>Returns after every entry is durable; repeats of an id are harmless.</summary>
    /// <exception cref="AuditRejectedException">The log understood the batch and will never take it.</exception>
    /// <exception cref="AuditUnavailableException">Nothing took the batch now.</exception>
    Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken);
}

/// <summary>The log refused entries as invalid: a fault of the producer that no repetition heals.</summary>
public sealed class AuditRejectedException : Exception
{
    public AuditRejectedException()
    {
    }

    public AuditRejectedException(string message)
        : base(message)
    {
    }

    public AuditRejectedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
