using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Audit.Features.Query;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Audit.Features.Reports;

internal static class GetReportEndpoint
{
    /// <summary>The log keeps every entry for a year at least, so a report is never of what has left for an archive.</summary>
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(365);

    public static void MapGetReport(this RouteGroupBuilder group) =>
        group.MapGet("/reports", HandleAsync)
            .WithName("GetAuditReport")
            .WithSummary("The company's week or month in figures: actions by kind, refusals, approvals, policies, model calls, data read")
            .RequirePermission(Permissions.AuditVerify)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<AuditReport>, ProblemHttpResult>> HandleAsync(
        [Description("week or month")] string? period,
        [Description("Which: a week such as 2026-W46 or a month such as 2026-10; default the one that ended last")] string? of,
        Caller caller,
        IReportReader reader,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (period is not (ReportPeriod.Weekly or ReportPeriod.Monthly))
        {
            return Fault("period", $"must be {ReportPeriod.Weekly} or {ReportPeriod.Monthly}");
        }

        var now = time.GetUtcNow();
        var wanted = of is null ? ReportPeriod.EndedBefore(now).Single(ended => ended.IsWeek == (period == ReportPeriod.Weekly)) : ReportPeriod.Parse(period, of);
        return wanted is null || wanted.From > now || wanted.From < now - Oldest
            ? Fault("of", $"must be a {period} such as {(period == ReportPeriod.Weekly ? "2026-W46" : "2026-10")} that began in the last {Oldest.Days} days")
            : TypedResults.Ok(await reader.ReadAsync(caller.TenantId, wanted, cancellationToken));
    }

    private static ProblemHttpResult Fault(string parameter, string message) => AuditFaults.Problem(new Dictionary<string, string[]> { [parameter] = [message] });
}
