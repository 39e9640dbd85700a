using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Audit.Features.Retention;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.Transparency;

namespace OpenClaw.Audit.Features.Proofs;

/// <summary>What a person can keep, and verify without us, to prove that the log holds an entry.</summary>
/// <param name="Entry">The entry's line: the exact bytes the log committed to.</param>
/// <param name="Sequence">Its number in the tenant's log, from 0.</param>
/// <param name="Proof">Inclusion proof and signed checkpoint with the witnesses' co-signatures, as C2SP tlog-proof.</param>
public sealed record AuditReceipt(string Entry, long Sequence, string Proof);

internal static class GetReceiptEndpoint
{
    public static void MapGetReceipt(this RouteGroupBuilder group) =>
        group.MapGet("/{id:guid}/receipt", HandleAsync)
            .WithName("GetAuditReceipt")
            .WithSummary("Proof that the log holds an entry, to be verified offline")
            .RequirePermission(Permissions.AuditRead)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<AuditReceipt>, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, HttpContext http, IAuditReader reader, ILogReader log, ArchivedEntries archived, DisclosureRecorder disclosures, CancellationToken cancellationToken)
    {
        var scope = AuditScope.Of(caller);
        var stored = await reader.FindAsync(scope, id, cancellationToken);
        var old = stored is null ? await archived.FindAsync(scope, id, cancellationToken) : null;
        if ((stored ?? old?.Entry) is not { } entry)
        {
            return Failure.NotFound("audit entry").ToProblem();
        }

        if ((old?.Leaf ?? await log.LeafAsync(caller.TenantId, id, cancellationToken)) is not { } leaf
            || await CheckpointAsync(log, caller.TenantId, leaf.Sequence, cancellationToken) is not { } checkpoint)
        {
            http.Response.Headers.RetryAfter = "1";
            return new Failure(ErrorCodes.NotSealed, StatusCodes.Status409Conflict, "The entry is not sealed yet", "It is stored; its proof exists a second later.").ToProblem();
        }

        await disclosures.RecordAsync(caller, "audit_receipt", [entry], cancellationToken);
        var path = await log.ProofsOf(caller.TenantId, checkpoint.Size).InclusionAsync(leaf.Sequence, cancellationToken);
        var receipt = new InclusionReceipt(leaf.Sequence, path, SignedNote.Parse(checkpoint.Note)!);
        return TypedResults.Ok(new AuditReceipt(Encoding.UTF8.GetString(leaf.Line), leaf.Sequence, receipt.ToString()));
    }

    /// <summary>One that witnesses co-signed proves more than the newest.</summary>
    private static async Task<SignedCheckpoint?> CheckpointAsync(ILogReader log, string tenantId, long sequence, CancellationToken cancellationToken) =>
        await log.WitnessedCheckpointAsync(tenantId, sequence, cancellationToken) ?? await log.CheckpointAsync(tenantId, null, cancellationToken);
}

internal static class LogReaderProofs
{
    /// <summary>Proofs of the tree as it was with so many leaves.</summary>
    public static TileProofs ProofsOf(this ILogReader log, string tenantId, long size) =>
        new(async (tile, cancellationToken) => await log.TileAsync(tenantId, tile, cancellationToken), size);
}
