using System.Text.Json.Nodes;
using OpenClaw.Audit.Features.Proofs;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Audit.Features.Export;

internal static class ExportEntriesEndpoint
{
    public const string Operation = "audit_export";

    public static void MapExport(this RouteGroupBuilder group)
    {
        group.MapGet("/export", HandleAsync)
            .WithName("ExportAudit")
            .WithSummary("Every sealed entry the caller may see and take away, filtered, as a stream with a signed manifest")
            .RequirePermission(Permissions.AuditExport)
            .Produces(StatusCodes.Status200OK, contentType: "application/x-ndjson")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        group.MapGetExport();
    }

    private static async Task<IResult> HandleAsync(
        [AsParameters] ExportParameters parameters,
        Caller caller,
        HttpContext http,
        ILogReader log,
        ExportRun run,
        IPolicyEnforcement policies,
        IAuditRecorder recorder,
        CancellationToken cancellationToken)
    {
        if (parameters.Read(out var errors) is not { } request)
        {
            return AuditFaults.Problem(errors);
        }

        // The checkpoint comes first: what is recorded from here on, this export's own entries too, is not part of it.
        if (await log.CheckpointAsync(caller.TenantId, request.Cursor?.Size, cancellationToken) is not { } checkpoint)
        {
            return Failure.NotFound("sealed entry").ToProblem();
        }

        var (decision, highest) = await ExportCeiling.AskAsync(policies, caller, request.Format, cancellationToken);
        var handle = await recorder.IntentAsync(IntentOf(caller, request, checkpoint, decision, highest), cancellationToken);
        if (!decision.IsAllowed)
        {
            await recorder.OutcomeAsync(handle, new AuditResult(AuditOutcome.Denied), cancellationToken);
            return Failure.Refused(decision).ToProblem();
        }

        var task = new ExportTask(handle.Intent.Id, AuditScope.Of(caller), request, checkpoint, highest, new ExportTally(request.Cursor?.Next ?? 0));
        await StreamAsync(http, run, task, recorder, handle, cancellationToken);
        return Results.Empty;
    }

    private static async Task StreamAsync(
        HttpContext http, ExportRun run, ExportTask task, IAuditRecorder recorder, AuditHandle handle, CancellationToken cancellationToken)
    {
        var extension = Words<ExportFormat>.Of(task.Request.Format);
        http.Response.ContentType = ExportWriters.Of(task.Request.Format, 0).ContentType;
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"audit-export.{extension}\"";
        http.Response.Headers["X-Export-Id"] = task.Id.ToString();
        http.Response.Headers.Link = $"</api/v1/audit/exports/{task.Id}>; rel=\"describedby\"";
        ExportManifest? manifest = null;
        try
        {
            using var output = new HashedOutput(http.Response.BodyWriter);
            manifest = await run.WriteAsync(task, output, cancellationToken);
        }
        finally
        {
            await recorder.OutcomeAsync(handle, ResultOf(task, manifest), CancellationToken.None);
        }
    }

    private static AuditIntent IntentOf(Caller caller, ExportRequest request, SignedCheckpoint checkpoint, PolicyDecision decision, Classification highest) =>
        new(AuditActionType.DataExport, Operation, caller.TenantId, caller.UserId, decision, highest)
        {
            Detail = new JsonObject
            {
                ["reason"] = request.Reason,
                ["format"] = Words<ExportFormat>.Of(request.Format),
                ["filter"] = JsonNode.Parse(ExportManifestText.FilterOf(request.Filter)),
                ["from"] = request.Cursor?.Next ?? 0,
                ["size"] = checkpoint.Size,
            },
            DataAccessed = [new DataAccess("audit:entries", highest, "audit_export")],
            OrgUnit = caller.OrgUnit,
            TeamId = caller.TeamId,
        };

    private static AuditResult ResultOf(ExportTask task, ExportManifest? manifest) =>
        new(manifest is null ? AuditOutcome.Error : AuditOutcome.Success)
        {
            Detail = new JsonObject
            {
                ["exported"] = task.Tally.Given,
                ["withheld"] = task.Tally.Withheld,
                ["missing"] = task.Tally.Missing,
                ["next"] = task.Tally.Next,
                ["size"] = task.Checkpoint.Size,
                ["note"] = manifest?.Note,
            },
            DataAccessed = [new DataAccess("audit:entries", task.Highest, "audit_export")],
        };
}
