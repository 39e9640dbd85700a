using OpenClaw.Audit.Features.Ingest;

namespace OpenClaw.Audit.Features.Reports;

/// <remarks>Every member throws <see cref="AuditStoreUnavailableException"/> when the database cannot be used.</remarks>
internal interface IReportStore
{
    /// <summary>Companies whose log has entries of the period and who were not told of its report.</summary>
    Task<IReadOnlyList<string>> UntoldAsync(ReportPeriod period, CancellationToken cancellationToken);

    Task TellAsync(string tenantId, ReportPeriod period, CancellationToken cancellationToken);
}
