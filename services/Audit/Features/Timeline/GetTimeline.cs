using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Audit.Features.Retention;
using OpenClaw.Audit.Options;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Audit.Features.Timeline;

internal static class GetTimelineEndpoint
{
    private const int MaxEntries = 2000;

    public static void MapTimeline(this RouteGroupBuilder group) =>
        group.MapGet("/requests/{requestId}/timeline", HandleAsync)
            .WithName("GetAuditTimeline")
            .WithSummary("What happened with a request: intent, decision, effect and outcome of every action it caused")
            .RequirePermission(Permissions.AuditRead)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<RequestTimeline>, ProblemHttpResult>> HandleAsync(
        string requestId,
        Caller caller,
        [Description("Earliest time, ISO 8601: also reads archives of months from then on")] DateTimeOffset? from,
        WholeLog log,
        DisclosureRecorder disclosures,
        IOptions<SealingOptions> options,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var question = new AuditQuestion(AuditScope.Of(caller), new AuditFilter { RequestId = requestId, From = from }, true, MaxEntries, null);
        var (found, archivedUntil) = requestId.Length <= 255 && !requestId.Any(char.IsControl) ? await log.ReadAsync(question, cancellationToken) : new Found([], null);
        if (found.Count == 0)
        {
            return Failure.NotFound("request").ToProblem();
        }

        var entries = found.Take(MaxEntries).ToArray();
        await disclosures.RecordAsync(caller, "audit_timeline", entries, cancellationToken);
        return TypedResults.Ok(TimelineBuilder.Build(requestId, entries, time.GetUtcNow() - options.Value.OpenAfter, found.Count > MaxEntries) with { ArchivedUntil = archivedUntil });
    }
}
