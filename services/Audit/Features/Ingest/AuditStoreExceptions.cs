namespace OpenClaw.Audit.Features.Ingest;

/// <summary>The database cannot be used now; later it may.</summary>
internal sealed class AuditStoreUnavailableException(string message, Exception? innerException = null)
    : Exception(message, innerException);

/// <summary>The database understood the entries and refuses them; the same entries will always be refused.</summary>
internal sealed class AuditEntryRefusedException(string message, Exception? innerException = null)
    : Exception(message, innerException);

/// <summary>More entries wait for a commit than memory should hold.</summary>
internal sealed class AuditQueueFullException(int waiting)
    : Exception($"{waiting} entries are waiting.");
