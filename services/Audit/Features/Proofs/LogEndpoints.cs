using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Sealing;
using OpenClaw.Audit.Features.Tampering;
using OpenClaw.Audit.Options;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.Transparency;

namespace OpenClaw.Audit.Features.Proofs;

/// <summary>Checkpoints, newest first; ask below <paramref name="NextBefore"/> for older ones.</summary>
public sealed record CheckpointPage(IReadOnlyList<SignedCheckpoint> Checkpoints, long? NextBefore);

/// <summary>A proof that the log of the newer checkpoint only appends to that of the older one; hashes in Base64.</summary>
public sealed record ConsistencyProof(string From, string To, IReadOnlyList<string> Proof);

/// <summary>The log's public keys in the form of C2SP signed-note, oldest first.</summary>
public sealed record LogKeys(string Origin, IReadOnlyList<string> Keys);

/// <summary>The caller's tenant's log as anybody may mirror it: nothing here tells what an entry says.</summary>
internal static class LogEndpoints
{
    private const int MaxPage = 1000;
    private const int DefaultPage = 100;

    public static void MapLog(this RouteGroupBuilder group)
    {
        group.MapGet("/checkpoints", ListAsync).WithName("ListAuditCheckpoints").WithMetadata(new OpenWhenTampered()).WithSummary("Signed checkpoints, newest first")
            .RequirePermission(Permissions.AuditRead).ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/checkpoint", NewestAsync).WithName("GetAuditCheckpoint").WithMetadata(new OpenWhenTampered()).WithSummary("The newest signed checkpoint (C2SP tlog-tiles)")
            .RequirePermission(Permissions.AuditRead).ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/consistency", ConsistencyAsync).WithName("GetAuditConsistencyProof").WithMetadata(new OpenWhenTampered()).WithSummary("Proof that one checkpoint's log appends to another's")
            .RequirePermission(Permissions.AuditRead).ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/tile/{**path}", TileAsync).WithName("GetAuditTile").WithMetadata(new OpenWhenTampered()).WithSummary("Hashes of the tree (C2SP tlog-tiles)")
            .RequirePermission(Permissions.AuditRead).ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/keys", KeysAsync).WithName("GetAuditKeys").WithMetadata(new OpenWhenTampered()).WithSummary("Public keys of the log")
            .RequirePermission(Permissions.AuditRead);
        group.MapGet("/unmatched", UnmatchedAsync).WithName("ListUnmatchedAuditEntries").WithSummary("Intents whose outcome is overdue, outcomes without intent")
            .RequirePermission(Permissions.AuditVerify);
    }

    private static async Task<Results<Ok<CheckpointPage>, ProblemHttpResult>> ListAsync(
        Caller caller, ILogReader log, [FromQuery(Name = "before")] long? wantedBefore, [FromQuery(Name = "limit")] int? wantedLimit, CancellationToken cancellationToken)
    {
        var (before, limit) = (wantedBefore ?? long.MaxValue, wantedLimit ?? DefaultPage);
        if (limit is < 1 or > MaxPage || before < 1)
        {
            return new Failure(ErrorCodes.ValidationFailed, StatusCodes.Status400BadRequest, "The question cannot be read", $"'limit' is 1 to {MaxPage}, 'before' a size above 0.").ToProblem();
        }

        var found = await log.CheckpointsAsync(caller.TenantId, before, limit, cancellationToken);
        return TypedResults.Ok(new CheckpointPage(found, found.Count == limit ? found[^1].Size : null));
    }

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> NewestAsync(Caller caller, ILogReader log, CancellationToken cancellationToken) =>
        await log.CheckpointAsync(caller.TenantId, null, cancellationToken) is { } newest
            ? TypedResults.Text(newest.Note, "text/plain")
            : Failure.NotFound("checkpoint").ToProblem();

    private static async Task<Results<Ok<ConsistencyProof>, ProblemHttpResult>> ConsistencyAsync(
        Caller caller, ILogReader log, [FromQuery] long from, [FromQuery] long? to, CancellationToken cancellationToken)
    {
        var newer = await log.CheckpointAsync(caller.TenantId, to, cancellationToken);
        var older = await log.CheckpointAsync(caller.TenantId, from, cancellationToken);
        if (newer is null || older is null || older.Size > newer.Size)
        {
            return Failure.NotFound("pair of checkpoints").ToProblem();
        }

        var proof = await log.ProofsOf(caller.TenantId, newer.Size).ConsistencyAsync(older.Size, cancellationToken);
        return TypedResults.Ok(new ConsistencyProof(older.Note, newer.Note, [.. proof.Select(Convert.ToBase64String)]));
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> TileAsync(
        string path, Caller caller, HttpContext http, ILogReader log, CancellationToken cancellationToken)
    {
        if (!TileId.TryParse(path, out var tile, out var width))
        {
            return Failure.NotFound("tile").ToProblem();
        }

        var hashes = await log.TileAsync(caller.TenantId, tile, cancellationToken);
        if (hashes.Length < width * MerkleHash.Size)
        {
            return Failure.NotFound("tile").ToProblem();
        }

        // What a path names never changes.
        http.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        return TypedResults.Bytes(hashes[..(width * MerkleHash.Size)].ToArray(), "application/octet-stream");
    }

    private static async Task<Ok<LogKeys>> KeysAsync(Caller caller, ILogReader log, CheckpointSigner signer, CancellationToken cancellationToken)
    {
        var origin = signer.OriginOf(caller.TenantId);
        var keys = await log.KeysAsync(caller.TenantId, cancellationToken);
        return TypedResults.Ok(new LogKeys(origin, [.. keys.Select(key => NoteKey.Create(origin, key).ToString())]));
    }

    private static async Task<Ok<IReadOnlyList<UnmatchedEntry>>> UnmatchedAsync(
        Caller caller, ILogReader log, IOptions<SealingOptions> options, TimeProvider time, CancellationToken cancellationToken) =>
        TypedResults.Ok(await log.UnmatchedAsync(caller.TenantId, time.GetUtcNow() - options.Value.OpenAfter, MaxPage, cancellationToken));
}
