using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Query;

/// <summary>Reads the log within a scope.</summary>
internal interface IAuditReader
{
    /// <summary>At most one entry more than the limit, so that the caller knows whether there is another page.</summary>
    /// <exception cref="AuditQueryTooSlowException">The database stopped the question after its time.</exception>
    Task<IReadOnlyList<AuditEntry>> ReadAsync(AuditQuestion question, CancellationToken cancellationToken);

    /// <summary>Null when there is no such entry in the scope.</summary>
    Task<AuditEntry?> FindAsync(AuditScope scope, Guid id, CancellationToken cancellationToken);

    /// <summary>How many entries there are about the person the log calls so.</summary>
    Task<long> CountAsync(string tenantId, string pseudonym, CancellationToken cancellationToken);
}

/// <summary>The database stopped a question that took too long.</summary>
internal sealed class AuditQueryTooSlowException(TimeSpan limit, Exception innerException)
    : Exception("The statement was stopped.", innerException)
{
    public TimeSpan Limit => limit;
}
