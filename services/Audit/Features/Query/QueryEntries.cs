using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Audit.Features.Retention;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Audit.Features.Query;

/// <summary>One page of entries.</summary>
/// <param name="NextCursor">Ask again with it for the next page; absent on the last.</param>
/// <param name="ArchivedUntil">There may be more in archives, which reach until then: ask with an earlier <c>from</c> to have them read.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, bool HasMore, string? NextCursor, DateTimeOffset? ArchivedUntil = null);

internal static class QueryEntriesEndpoint
{
    public static void MapQueryEntries(this RouteGroupBuilder group) =>
        group.MapGet("", HandleAsync)
            .WithName("QueryAudit")
            .WithSummary("Entries the caller may see, newest first, filtered and paged")
            .RequirePermission(Permissions.AuditRead)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<AuditPage>, ProblemHttpResult>> HandleAsync(
        [AsParameters] AuditQueryParameters parameters,
        Caller caller,
        WholeLog log,
        DisclosureRecorder disclosures,
        CancellationToken cancellationToken)
    {
        if (parameters.Read(AuditScope.Of(caller), out var errors) is not { } question)
        {
            return AuditFaults.Problem(errors);
        }

        var (found, archivedUntil) = await log.ReadAsync(question, cancellationToken);
        var hasMore = found.Count > question.Limit;
        AuditEntry[] page = [.. found.Take(question.Limit)];
        await disclosures.RecordAsync(caller, "audit_query", page, cancellationToken);
        var next = hasMore ? new AuditCursor(page[^1].Timestamp, page[^1].Id, question.IsAscending).ToString() : null;
        return TypedResults.Ok(new AuditPage(page, hasMore, next, archivedUntil));
    }
}
