using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Audit.Features.Query;

/// <summary>One page of entries.</summary>
/// <param name="NextCursor">Ask again with it for the next page; absent on the last.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, bool HasMore, string? NextCursor);

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
        IAuditReader reader,
        DisclosureRecorder disclosures,
        CancellationToken cancellationToken)
    {
        if (parameters.Read(AuditScope.Of(caller), out var errors) is not { } question)
        {
            return AuditFaults.Problem(errors);
        }

        var found = await reader.ReadAsync(question, cancellationToken);
        var hasMore = found.Count > question.Limit;
        AuditEntry[] page = [.. found.Take(question.Limit)];
        await disclosures.RecordAsync(caller, "audit_query", page, cancellationToken);
        var next = hasMore ? new AuditCursor(page[^1].Timestamp, page[^1].Id, question.IsAscending).ToString() : null;
        return TypedResults.Ok(new AuditPage(page, hasMore, next));
    }
}
