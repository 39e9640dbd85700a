using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Audit.Features.Tampering;
using OpenClaw.Audit.Options;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Audit.Features.Activity;

/// <summary>
/// What was done for a person, for their briefing. A person may always know that, so no policy is asked; but it is a service
/// that reads it here, and that is on record in the person's own log before the answer leaves.
/// </summary>
internal static class GetActivityEndpoint
{
    private const string Action = "audit_activity_read";
    private const int MostHighlights = 10;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    public static void MapGetActivity(this IEndpointRouteBuilder app) =>
        app.MapPost("/internal/audit/activity", HandleAsync)
            .WithName("GetActivity")
            .WithSummary("What was done for the person a service acts for: counts, refusals and failures")
            .AddEndpointFilter<StoreFailureFilter>()
            .AddEndpointFilter<QuestionLimit>()
            .RequireService(AppIds.Briefing)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<PersonActivity>, ProblemHttpResult>> HandleAsync(
        ActivityRequest request,
        IActivityReader reader,
        IAuditReader entries,
        IAuditRecorder recorder,
        TamperGuard guard,
        IOptions<FigureOptions> options,
        CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.TenantId) || string.IsNullOrEmpty(request.UserId) || request.To <= request.From || request.To - request.From > Longest)
        {
            return AuditFaults.Problem(new Dictionary<string, string[]> { ["request"] = [$"needs tenantId, userId, and from before to by at most {Longest.Days} days"] });
        }

        if (guard.IsTampered(request.TenantId))
        {
            return Failure.AuditTampered().ToProblem();
        }

        var question = new ActivityQuestion(request.TenantId, request.UserId, request.From, request.To, request.To - request.From);
        var tallies = await reader.TallyAsync(question, cancellationToken);
        var highlights = await Task.WhenAll(
            NewestAsync(entries, question, AuditOutcome.Denied, cancellationToken), NewestAsync(entries, question, AuditOutcome.Error, cancellationToken));
        var newest = highlights.SelectMany(found => found).OrderByDescending(entry => entry.Timestamp).Take(MostHighlights);
        await RecordAsync(recorder, request, tallies.Sum(tally => tally.Count), cancellationToken);
        return TypedResults.Ok(ActivitySummary.Of(question, tallies, newest, options.Value));
    }

    private static async Task<IEnumerable<AuditEntry>> NewestAsync(IAuditReader reader, ActivityQuestion question, AuditOutcome outcome, CancellationToken cancellationToken)
    {
        var scope = new AuditScope(question.TenantId, question.UserId, IsTenantWide: false, null, null);
        var filter = new AuditFilter { From = question.From, To = question.To, UserId = question.UserId, Phase = AuditPhase.Outcome, Outcome = outcome };
        return (await reader.ReadAsync(new AuditQuestion(scope, filter, IsAscending: false, MostHighlights, null), cancellationToken)).Take(MostHighlights);
    }

    private static Task RecordAsync(IAuditRecorder recorder, ActivityRequest request, long count, CancellationToken cancellationToken)
    {
        DataAccess[] accessed = [new DataAccess("audit:entries", Classification.Internal, "briefing")];
        var allowed = new PolicyDecision(PolicyResult.Allow, "system", "", "Everybody may know what was done for them.");
        return recorder.RecordAsync(
            new AuditIntent(AuditActionType.DataAccess, Action, request.TenantId, request.UserId, allowed, Classification.Internal)
            {
                ActorUserId = AppIds.Briefing,
                OrgUnit = request.OrgUnit,
                TeamId = request.TeamId,
                DataAccessed = accessed,
            },
            new AuditResult(AuditOutcome.Success) { DataAccessed = accessed, Detail = new() { ["entries"] = count } },
            cancellationToken);
    }
}
