using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Tampering;
using OpenClaw.Audit.Options;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Audit.Features.Ingest;

internal static class IngestEntriesEndpoint
{
    private static readonly string[] Producers =
        [AppIds.Gateway, AppIds.Policy, AppIds.Briefing, AppIds.Connector, AppIds.Notification];

    public static void MapIngestEntries(this RouteGroupBuilder group)
    {
        var options = ((IEndpointRouteBuilder)group).ServiceProvider.GetRequiredService<IOptions<IngestOptions>>().Value;
        group.MapPost("/entries", HandleAsync)
            .WithName("IngestEntries")
            .WithSummary("Store entries of a service; answered after they are durable, whatever id repeats is stored once")
            .WithMetadata(new RequestSizeLimitAttribute(options.MaxBodyBytes))
            .RequireService(Producers)
            .Accepts<AuditBatch>("application/json")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Results<Ok<AuditBatchAccepted>, ProblemHttpResult>> HandleAsync(
        HttpContext context, EntryValidator validator, GroupCommitLog log, TamperGuard guard, IOptions<IngestOptions> options, CancellationToken cancellationToken)
    {
        log.ThrowIfFull();
        using var body = new MemoryStream((int)Math.Clamp(context.Request.ContentLength ?? 4096, 0, options.Value.MaxBodyBytes));
        await context.Request.Body.CopyToAsync(body, cancellationToken);
        if (BatchReader.Read(body.GetBuffer().AsMemory(0, (int)body.Length), options.Value.MaxEntriesPerRequest) is not { } reading)
        {
            return new Failure(
                ErrorCodes.BadRequest, StatusCodes.Status400BadRequest, "The body cannot be read", "Send JSON with a list 'entries'.").ToProblem();
        }

        if (reading.Errors.Count > 0)
        {
            return Invalid(StatusCodes.Status400BadRequest, reading.Errors);
        }

        var batch = validator.Validate(reading.Entries, sourceService: context.Request.Headers[HeaderNames.DaprCallerAppId].ToString());
        if (batch.Entries.Any(entry => IsRefused(entry.Entry, guard)))
        {
            return Failure.AuditTampered().ToProblem();
        }

        return batch.IsValid
            ? TypedResults.Ok(await log.AppendAsync(batch.Entries, cancellationToken))
            : Invalid(StatusCodes.Status422UnprocessableEntity, batch.Errors);
    }

    /// <summary>
    /// A company whose log was tampered with does nothing new. What has happened is still recorded, and people may sign in:
    /// one of them is the auditor who must look at it.
    /// </summary>
    private static bool IsRefused(AuditEntry entry, TamperGuard guard) =>
        entry is { Phase: AuditPhase.Intent, ActionType: not AuditActionType.Authentication } && guard.IsTampered(entry.TenantId);

    private static ProblemHttpResult Invalid(int status, IReadOnlyDictionary<string, string[]> errors) => TypedResults.Problem(
        type: $"/problems/{ErrorCodes.ValidationFailed}",
        title: "Entries are not valid",
        statusCode: status,
        detail: "Nothing was stored. 'errors' names each faulty member.",
        extensions: new Dictionary<string, object?> { ["code"] = ErrorCodes.ValidationFailed, ["errors"] = errors });
}
