using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Audit.Features.Query;

/// <summary>
/// The decisions of a tenant for the policy service, which decides them again by a draft. Whether a person may see what comes
/// of it is judged and recorded there.
/// </summary>
internal static class ListDecisionsEndpoint
{
    private const int MaxLimit = 500;

    public static void MapListDecisions(this IEndpointRouteBuilder app) =>
        app.MapGet("/internal/audit/decisions", HandleAsync)
            .WithName("ListDecisions")
            .WithSummary("Recorded decisions of a tenant, oldest first, paged")
            .AddEndpointFilter<StoreFailureFilter>()
            .AddEndpointFilter<QuestionLimit>()
            .RequireService(AppIds.Policy)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<AuditPage>, ProblemHttpResult>> HandleAsync(
        string tenantId, DateTimeOffset from, DateTimeOffset to, IAuditReader reader, CancellationToken cancellationToken, string? cursor = null, int limit = MaxLimit)
    {
        var after = cursor is null ? null : AuditCursor.Parse(cursor);
        if (tenantId.Length == 0 || limit is < 1 or > MaxLimit || (cursor is not null && after is not { IsAscending: true }))
        {
            return TypedResults.Problem(
                type: $"/problems/{ErrorCodes.ValidationFailed}",
                title: "The question cannot be read",
                statusCode: StatusCodes.Status400BadRequest,
                detail: $"A tenant, a cursor of this list if any, and a limit of 1 to {MaxLimit} are needed.",
                extensions: new Dictionary<string, object?> { ["code"] = ErrorCodes.ValidationFailed });
        }

        var filter = new AuditFilter { From = from, To = to, ActionType = AuditActionType.PolicyDecision, Phase = AuditPhase.Intent };
        var scope = new AuditScope(tenantId, AppIds.Policy, IsTenantWide: true, null, null);
        var found = await reader.ReadAsync(new AuditQuestion(scope, filter, IsAscending: true, limit, after), cancellationToken);
        AuditEntry[] page = [.. found.Take(limit)];
        var hasMore = found.Count > limit;
        return TypedResults.Ok(new AuditPage(page, hasMore, hasMore ? new AuditCursor(page[^1].Timestamp, page[^1].Id, IsAscending: true).ToString() : null));
    }
}
