namespace OpenClaw.Audit.Features.Reports;

internal interface IReportReader
{
    /// <summary>Computed anew from the log.</summary>
    /// <exception cref="Query.AuditQueryTooSlowException">The database stopped the question after its time.</exception>
    Task<AuditReport> ReadAsync(string tenantId, ReportPeriod period, CancellationToken cancellationToken);
}
