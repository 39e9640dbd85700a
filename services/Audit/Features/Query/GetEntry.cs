using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Audit.Features.Retention;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Audit.Features.Query;

internal static class GetEntryEndpoint
{
    public static void MapGetEntry(this RouteGroupBuilder group) =>
        group.MapGet("/{id:guid}", HandleAsync)
            .WithName("GetAuditEntry")
            .WithSummary("One entry the caller may see")
            .RequirePermission(Permissions.AuditRead)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<AuditEntry>, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, IAuditReader reader, ArchivedEntries archived, DisclosureRecorder disclosures, CancellationToken cancellationToken)
    {
        var scope = AuditScope.Of(caller);
        if ((await reader.FindAsync(scope, id, cancellationToken) ?? (await archived.FindAsync(scope, id, cancellationToken))?.Entry) is not { } entry)
        {
            return Failure.NotFound("audit entry").ToProblem();
        }

        await disclosures.RecordAsync(caller, "audit_read", [entry], cancellationToken);
        return TypedResults.Ok(entry);
    }
}
