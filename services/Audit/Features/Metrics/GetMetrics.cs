using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Audit.Features.Proofs;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Audit.Features.Tampering;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Audit.Features.Metrics;

/// <summary>
/// What an administrator wants to know of a day. It is counted in the log, so that the figures are those of the entries behind
/// them; and like any reading of others' entries it is on record.
/// </summary>
internal static class GetMetricsEndpoint
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static void MapGetMetrics(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/metrics", HandleAsync)
            .WithTags("Audit")
            .WithName("GetMetrics")
            .WithSummary("Counts of the last 24 hours: of the company, or of the organisation the caller administers")
            .RequirePermission(Permissions.MetricsRead)
            .AddEndpointFilter<StoreFailureFilter>()
            .AddEndpointFilter<TamperFilter>()
            .Audited(AuditActionType.DataAccess, "audit_metrics")
            .AddEndpointFilter<QuestionLimit>()
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Ok<CompanyMetrics>> HandleAsync(
        Caller caller, IMetricsReader metrics, ILogReader log, TimeProvider time, CancellationToken cancellationToken)
    {
        var scope = AuditScope.Of(caller, Permissions.MetricsRead);
        var now = time.GetUtcNow();
        var count = await metrics.CountAsync(scope, now - Day, now, cancellationToken);
        var size = scope.IsTenantWide ? (await log.CheckpointAsync(caller.TenantId, null, cancellationToken))?.Size ?? 0 : (long?)null;
        return TypedResults.Ok(CompanyMetrics.Of(count, now - Day, now, size));
    }
}
