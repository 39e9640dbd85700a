using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Audit.Features.Tampering;

/// <summary>Evidence that the caller's log was changed.</summary>
/// <param name="Source">The anchor or witness that knew better, or <c>self-check</c>.</param>
/// <param name="FirstBadEntry">Number of the first entry concerned, when it is known.</param>
/// <param name="Acknowledgement">C2SP signed note of the auditor's acknowledgement; null while the company is stopped.</param>
public sealed record TamperEvidence(
    Guid Id, string Source, EvidenceKind Kind, string Finding, long? FirstBadEntry, IReadOnlyList<EntryRange> Entries, DateTimeOffset FoundAt, string? Acknowledgement);

/// <summary>Why the company may work again.</summary>
/// <param name="Reason">10 to 2,000 characters.</param>
public sealed record AcknowledgeEvidence(string Reason);

internal static class EvidenceEndpoints
{
    private const int ShortestReason = 10;
    private const int LongestReason = 2000;

    public static void MapEvidence(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/audit-evidence").WithTags("Audit").AddEndpointFilter<StoreFailureFilter>().WithMetadata(new OpenWhenTampered());
        group.MapGet("", List).WithName("ListAuditEvidence").WithSummary("Evidence that the company's log was changed, oldest first")
            .RequirePermission(Permissions.AuditVerify);
        group.MapPost("/{id:guid}/acknowledge", AcknowledgeAsync).WithName("AcknowledgeAuditEvidence").WithSummary("Let the company work again after its log was changed")
            .RequirePermission(Permissions.AuditAcknowledge)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static Ok<IReadOnlyList<TamperEvidence>> List(Caller caller, TamperGuard guard) =>
        TypedResults.Ok<IReadOnlyList<TamperEvidence>>([.. guard.Of(caller.TenantId).Select(item => ViewOf(item.Evidence, item.IsAcknowledged))]);

    private static async Task<Results<NoContent, ProblemHttpResult>> AcknowledgeAsync(
        Guid id, AcknowledgeEvidence request, Caller caller, TamperGuard guard, IAuditRecorder recorder, CancellationToken cancellationToken)
    {
        if (request.Reason?.Trim() is not { Length: >= ShortestReason and <= LongestReason })
        {
            return AuditFaults.Problem(new Dictionary<string, string[]> { ["reason"] = [$"needs {ShortestReason} to {LongestReason} characters"] });
        }

        if (guard.Of(caller.TenantId).FirstOrDefault(item => item.Evidence.Id == id) is not { Evidence: { } evidence } found)
        {
            return Failure.NotFound("evidence").ToProblem();
        }

        if (found.IsAcknowledged)
        {
            return new Failure(ErrorCodes.StateConflict, StatusCodes.Status409Conflict, "The evidence is acknowledged already", "Read it again to see by whom.").ToProblem();
        }

        var allowed = new PolicyDecision(PolicyResult.Allow, "system", "", "The caller's role may acknowledge evidence.");
        var intent = new AuditIntent(AuditActionType.AdminChange, "audit_evidence_acknowledge", caller.TenantId, caller.UserId, allowed, Classification.Restricted)
        {
            Detail = new JsonObject { ["evidence"] = id.ToString(), ["finding"] = evidence.Finding.Text, ["reason"] = request.Reason },
            OrgUnit = caller.OrgUnit,
            TeamId = caller.TeamId,
        };
        var handle = await recorder.IntentAsync(intent, cancellationToken);
        await guard.AcknowledgeAsync(evidence, caller.UserId, request.Reason, cancellationToken);
        await recorder.OutcomeAsync(handle, new AuditResult(AuditOutcome.Success), cancellationToken);
        return TypedResults.NoContent();
    }

    private static TamperEvidence ViewOf(Evidence evidence, bool isAcknowledged) => new(
        evidence.Id, evidence.Source, evidence.Finding.Kind, evidence.Finding.Text, evidence.Finding.FirstBad, evidence.Finding.Ranges,
        evidence.FoundAt, isAcknowledged ? evidence.Acknowledgement : null);
}
