namespace OpenClaw.ServiceDefaults.Audit;

/// <summary>The company's log was changed after it was sealed: refuse the action with 503 until an auditor has looked at it.</summary>
public sealed class AuditTamperedException : AuditUnavailableException
{
    public AuditTamperedException()
        : this("The audit log was changed after it was sealed, so nothing was done.")
    {
    }

    public AuditTamperedException(string message)
        : base(message)
    {
    }

    public AuditTamperedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
