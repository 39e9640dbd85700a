using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Audit.Features.Proofs;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Audit.Features.Export;

/// <summary>How an export ended.</summary>
/// <param name="State"><c>running</c>, <c>complete</c>, <c>broken</c> or <c>denied</c>.</param>
/// <param name="Next">Numbers below it have been looked at; with <paramref name="Size"/> the progress.</param>
/// <param name="Cursor">Continues a broken export.</param>
public sealed record ExportStatus(Guid Id, string State, long? Exported, long? Withheld, long? Next, long Size, string? Cursor, ExportManifest? Manifest);

internal static class GetExportEndpoint
{
    public static void MapGetExport(this RouteGroupBuilder group) =>
        group.MapGet("/exports/{id:guid}", HandleAsync)
            .WithName("GetAuditExport")
            .WithSummary("State and signed manifest of one of the caller's exports")
            .RequirePermission(Permissions.AuditExport)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<ExportStatus>, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, IAuditReader reader, ILogReader log, CancellationToken cancellationToken)
    {
        // Only one's own: what others exported is told by their entries.
        var own = new AuditScope(caller.TenantId, caller.UserId, false, null, null);
        if (await reader.FindAsync(own, id, cancellationToken) is not { Action: ExportEntriesEndpoint.Operation, Phase: AuditPhase.Intent } intent)
        {
            return Failure.NotFound("export").ToProblem();
        }

        var filter = new AuditFilter { RequestId = intent.RequestId, Action = intent.Action, Phase = AuditPhase.Outcome };
        var found = await reader.ReadAsync(new AuditQuestion(own, filter, true, 1000, null), cancellationToken);
        var size = intent.ActionDetail["size"]!.GetValue<long>();
        if (found.FirstOrDefault(entry => entry.IntentId == id) is not { } outcome)
        {
            return TypedResults.Ok(new ExportStatus(id, "running", null, null, null, size, null, null));
        }

        var detail = outcome.ActionDetail;
        var next = detail["next"]?.GetValue<long>();
        var state = outcome.Outcome switch { AuditOutcome.Success => "complete", AuditOutcome.Denied => "denied", _ => "broken" };
        var checkpoint = await log.CheckpointAsync(caller.TenantId, size, cancellationToken);
        var manifest = detail["note"]?.GetValue<string>() is { } note && checkpoint is not null ? new ExportManifest(note, checkpoint.Note) : null;
        var cursor = state == "broken" && next is { } place ? new ExportCursor(size, place).ToString() : null;
        return TypedResults.Ok(new ExportStatus(
            id, state, detail["exported"]?.GetValue<long>(), detail["withheld"]?.GetValue<long>(), next, size, cursor, manifest));
    }
}
