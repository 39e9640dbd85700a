using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using OpenClaw.Audit.Features.Retention;
using OpenClaw.Audit.Features.Tampering;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Audit.Features.Proofs;

/// <summary>
/// The tenant's whole log, one entry a line in the order of numbers: what the offline verifier reads. It streams in portions
/// of constant size, so neither its length nor a slow reader costs memory, and whoever was cut off goes on with <c>from</c>.
/// </summary>
internal static class GetLogEndpoint
{
    private const int Portion = 2000;

    public static void MapGetLog(this RouteGroupBuilder group) =>
        group.MapGet("/log", HandleAsync)
            .WithName("GetAuditLog")
            .WithMetadata(new OpenWhenTampered())
            .WithSummary("All sealed entries as lines of JSON, for the offline verifier")
            .RequirePermission(Permissions.AuditVerify)
            .Produces(StatusCodes.Status200OK, contentType: "application/x-ndjson")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> HandleAsync(
        Caller caller, [FromQuery] long? from, HttpContext http, ILogReader log, ArchivedEntries archived, IAuditRecorder recorder, CancellationToken cancellationToken)
    {
        if (await log.CheckpointAsync(caller.TenantId, null, cancellationToken) is not { } checkpoint || from is < 0 || from >= checkpoint.Size)
        {
            return Failure.NotFound("sealed entry").ToProblem();
        }

        var start = from ?? 0;
        var allowed = new PolicyDecision(PolicyResult.Allow, "system", "", "The caller's role may verify the log.");
        var handle = await recorder.IntentAsync(
            new AuditIntent(AuditActionType.DataExport, "audit_log_export", caller.TenantId, caller.UserId, allowed, Classification.Restricted)
            {
                Detail = new JsonObject { ["from"] = start, ["size"] = checkpoint.Size },
                OrgUnit = caller.OrgUnit,
                TeamId = caller.TeamId,
            },
            cancellationToken);

        http.Response.ContentType = "application/x-ndjson";
        http.Response.Headers["X-Audit-Size"] = checkpoint.Size.ToString(CultureInfo.InvariantCulture);
        var next = start;
        try
        {
            next = await WriteAsync(http.Response, log, archived, caller.TenantId, start, checkpoint.Size, reached => next = reached, cancellationToken);
        }
        finally
        {
            var outcome = next == checkpoint.Size ? AuditOutcome.Success : AuditOutcome.Error;
            var detail = new JsonObject { ["exported"] = next - start };
            await recorder.OutcomeAsync(handle, new AuditResult(outcome) { Detail = detail }, CancellationToken.None);
        }

        return Results.Empty;
    }

    private static async Task<long> WriteAsync(
        HttpResponse response, ILogReader log, ArchivedEntries archived, string tenantId, long next, long size, Action<long> reached, CancellationToken cancellationToken)
    {
        var archives = await archived.OfAsync(tenantId, cancellationToken);
        while (next < size)
        {
            var to = Math.Min(next + Portion, size);
            var lines = new LogPortion(response.BodyWriter, next);
            await foreach (var (number, line) in archived.LinesAsync(archives, next, to, cancellationToken))
            {
                lines.Keep(number, line);
            }

            await log.LinesAsync(tenantId, next, to, lines.Write, cancellationToken);
            lines.End();
            next = lines.Next;
            reached(next);
            await response.BodyWriter.FlushAsync(cancellationToken);
            if (next < to)
            {
                // Numbers have no gaps: an entry that was sealed is gone. Ending the connection keeps the reader from taking this for all.
                throw new InvalidDataException($"Entry {next} of {size} is missing from the store.");
            }
        }

        return next;
    }
}
