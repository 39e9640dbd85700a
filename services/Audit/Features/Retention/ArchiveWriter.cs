using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Anchors;
using OpenClaw.Audit.Features.Sealing;
using OpenClaw.Audit.Options;
using OpenClaw.Transparency;
using OpenClaw.Transparency.Archives;

namespace OpenClaw.Audit.Features.Retention;

/// <summary>
/// Writes a tenant's month into a folder that proves itself, and reads it back before anybody relies on it. The name follows
/// from tenant and month, so whoever goes on after a crash finds what was finished and takes it.
/// </summary>
internal sealed class ArchiveWriter(
    IRetentionStore store, IAnchorSource seal, CheckpointSigner signer, ArchiveAudit audit, IOptions<RetentionOptions> options, TimeProvider time)
{
    /// <exception cref="MonthKeptException">What was written does not verify, so the store is not what was sealed.</exception>
    public async Task<MonthArchive> WriteAsync(string tenantId, DateOnly month, CancellationToken cancellationToken)
    {
        var name = NameOf(tenantId, month, await store.CountArchivesAsync(tenantId, month, cancellationToken));
        var folder = Path.Combine(options.Value.ArchiveFolder, name);
        if (await FinishedAsync(tenantId, month, name, cancellationToken) is { } finished)
        {
            return finished;
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        var (ranges, digest) = await EntriesAsync(tenantId, month, folder, cancellationToken);
        var written = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var manifest = new ArchiveManifest(signer.OriginOf(tenantId), month.ToString("yyyy-MM", CultureInfo.InvariantCulture), written, ranges, digest);
        await KeepAsync(folder, ArchiveFiles.Manifest, (await signer.SignAsync(tenantId, manifest.ToString(), cancellationToken)).ToString(), cancellationToken);
        var verdict = await VerifyAsync(tenantId, folder, cancellationToken);
        return verdict.Problem is { } problem
            ? throw new MonthKeptException($"the archive {name} does not verify: {problem}")
            : await ArchiveAsync(tenantId, month, name, cancellationToken);
    }

    /// <summary>What an earlier run finished and did not get to use, if it still is all there is.</summary>
    private async Task<MonthArchive?> FinishedAsync(string tenantId, DateOnly month, string name, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(options.Value.ArchiveFolder, name);
        if (!File.Exists(Path.Combine(folder, ArchiveFiles.Manifest)) || (await VerifyAsync(tenantId, folder, cancellationToken)).Problem is not null)
        {
            return null;
        }

        var archive = await ArchiveAsync(tenantId, month, name, cancellationToken);
        if (archive.Entries == await store.CountAsync(tenantId, month, cancellationToken))
        {
            return archive;
        }

        // An entry came late. Whatever was recorded about this archive comes to its end; the next has a name of its own in the log.
        await audit.FailedAsync(archive, cancellationToken);
        return null;
    }

    private async Task<(IReadOnlyList<ArchiveRange> Ranges, string Digest)> EntriesAsync(string tenantId, DateOnly month, string folder, CancellationToken cancellationToken)
    {
        var tree = (await seal.TreesAsync(cancellationToken)).FirstOrDefault(tree => tree.TenantId == tenantId);
        if (tree?.Note is null)
        {
            throw new MonthKeptException($"the log of {tenantId} has no checkpoint");
        }

        await KeepAsync(folder, ArchiveFiles.Checkpoint, tree.Note, cancellationToken);
        var path = Path.Combine(folder, ArchiveFiles.Entries);
        await using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16);
        var file = new ArchiveFile(stream);
        await using (file)
        {
            await CopyAsync(tree, month, file, cancellationToken);
        }

        stream.Flush(flushToDisk: true);
        await KeepAsync(folder, ArchiveFiles.Index, file.Index, cancellationToken);
        stream.Position = 0;
        return (file.Ranges, Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken)));
    }

    private async Task CopyAsync(TreeState tree, DateOnly month, ArchiveFile file, CancellationToken cancellationToken)
    {
        var proofs = new TileProofs(async (tile, token) => await seal.TileAsync(tree.TenantId, tile, token), tree.Size);
        var index = -1L;
        await store.ReadAsync(
            tree.TenantId,
            month,
            async (sequence, line) =>
            {
                if (sequence >= tree.Size)
                {
                    throw new MonthKeptException($"entry {sequence} was sealed while the month was read");
                }

                if (sequence / TileId.Width != index)
                {
                    index = sequence / TileId.Width;
                    await file.WriteAsync(await TileAsync(tree, index, proofs, cancellationToken));
                }

                await file.WriteAsync(sequence, Encoding.UTF8.GetString(line.Span));
            },
            cancellationToken);
    }

    private async Task<ArchiveTile> TileAsync(TreeState tree, long index, TileProofs proofs, CancellationToken cancellationToken)
    {
        var id = new TileId(0, index);
        var width = id.WidthIn(tree.Size);
        var hashes = await seal.TileAsync(tree.TenantId, id, cancellationToken);
        try
        {
            var path = await proofs.InclusionAsync(index * TileId.Width, cancellationToken);
            return new ArchiveTile(index, hashes[..(width * MerkleHash.Size)].ToArray(), TilePath.Above(path, width));
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentOutOfRangeException)
        {
            throw new MonthKeptException($"the hashes of the log of {tree.TenantId} are not complete: {exception.Message}", exception);
        }
    }

    private async Task<ArchiveVerdict> VerifyAsync(string tenantId, string folder, CancellationToken cancellationToken)
    {
        var origin = signer.OriginOf(tenantId);
        var keys = await signer.TrustedKeysAsync(cancellationToken);
        return await new ArchiveCheck([.. keys.Select(key => NoteKey.Create(origin, key))]).RunAsync(folder, cancellationToken);
    }

    private async Task<MonthArchive> ArchiveAsync(string tenantId, DateOnly month, string name, CancellationToken cancellationToken)
    {
        var note = await File.ReadAllTextAsync(Path.Combine(options.Value.ArchiveFolder, name, ArchiveFiles.Manifest), cancellationToken);
        return new MonthArchive(tenantId, month, name, note, ArchiveManifest.Parse(SignedNote.Parse(note)!.Text)!.Entries);
    }

    private static string NameOf(string tenantId, DateOnly month, int before) => string.Create(
        CultureInfo.InvariantCulture, $"{AnchorPaths.FolderOf(tenantId, 0)}/{month:yyyy-MM}{(before == 0 ? "" : $".{before}")}");

    private static async Task KeepAsync(string folder, string name, string text, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(Path.Combine(folder, name), FileMode.CreateNew, FileAccess.Write, FileShare.None);
        await file.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        file.Flush(flushToDisk: true);
    }
}
