using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Features.Trials;

/// <summary>What the enforcement points saw of a trial.</summary>
internal static class TrialReports
{
    private const int MaxReporter = 100;
    private const int MaxExamples = 100;
    private static readonly string[] EnforcementPoints = [AppIds.Gateway, AppIds.Audit, AppIds.Briefing, AppIds.Connector, AppIds.Notification];

    public static void MapTrialReports(this IEndpointRouteBuilder app) =>
        app.MapPost("/internal/policy/trials", KeepAsync)
            .WithName("ReportTrial")
            .WithSummary("What a process saw of a trial since it began; the last report counts")
            .AddEndpointFilter<StoreFailureFilter>()
            .RequireService(EnforcementPoints)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<NoContent, ProblemHttpResult>> KeepAsync(
        TrialReport report, ITrialStore trials, TimeProvider time, CancellationToken cancellationToken)
    {
        if (report is not { TenantId.Length: > 0, Reporter.Length: > 0 and <= MaxReporter, Changes.Count: <= 16, Examples.Count: <= MaxExamples })
        {
            return PolicyFailures.Missing("tenantId", "reporter", "changes", "examples").ToProblem();
        }

        // A trial that has ended meanwhile needs no reports, and whoever sends them should not send them again.
        await trials.KeepAsync(report, time.GetUtcNow(), cancellationToken);
        return TypedResults.NoContent();
    }
}

/// <summary>This service's own reports go straight to its store.</summary>
internal sealed class LocalTrialReporter(ITrialStore trials, TimeProvider time, ILogger<LocalTrialReporter> logger) : ITrialReporter
{
    public async Task<bool> ReportAsync(TrialReport report, CancellationToken cancellationToken)
    {
        try
        {
            await trials.KeepAsync(report, time.GetUtcNow(), cancellationToken);
            return true;
        }
        catch (PolicyStoreUnavailableException exception)
        {
            logger.TrialsWait(exception.Message);
            return false;
        }
    }
}

internal static partial class TrialKeeperLog
{
    [LoggerMessage(EventId = 2040, Level = LogLevel.Warning, Message = "Trials cannot be looked after now: {Reason}")]
    public static partial void TrialsWait(this ILogger logger, string reason);

    [LoggerMessage(EventId = 2041, Level = LogLevel.Warning, Message = "Trial {TrialId} in tenant {TenantId} ended by itself: {Reason}")]
    public static partial void TrialEnded(this ILogger logger, Guid trialId, string tenantId, string reason);
}
