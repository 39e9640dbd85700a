using System.Collections.Concurrent;
using System.Globalization;
using OpenClaw.Audit.Features.Anchors;
using OpenClaw.Audit.Features.Sealing;
using OpenClaw.Transparency;
using OpenClaw.Transparency.Archives;

namespace OpenClaw.Audit.Features.Retention;

/// <summary>An archive as the log's key vouches for it.</summary>
internal sealed record KnownArchive(string Folder, ArchiveManifest Manifest)
{
    /// <summary>When its month begins.</summary>
    public DateTimeOffset Start { get; } = DateTimeOffset.ParseExact(Manifest.Month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>When the next month begins.</summary>
    public DateTimeOffset End => Start.AddMonths(1);

    public bool Holds(long number) => Manifest.Ranges.Any(range => range.Contains(number));
}

/// <summary>
/// Which numbers of a log left the database for which archive. Only what is signed counts: an owner of the database can write
/// a row that says so, but has not the key.
/// </summary>
internal sealed class ArchiveCatalogue(IAnchorSource source, CheckpointSigner signer)
{
    private readonly ConcurrentDictionary<string, ArchiveManifest?> _known = new(StringComparer.Ordinal);

    public async Task<IReadOnlyList<KnownArchive>> OfAsync(string tenantId, CancellationToken cancellationToken)
    {
        var recorded = await source.ArchivedAsync(tenantId, cancellationToken);
        if (recorded.Count == 0)
        {
            return [];
        }

        var origin = signer.OriginOf(tenantId);
        NoteKey[] keys = [.. (await signer.TrustedKeysAsync(cancellationToken)).Select(key => NoteKey.Create(origin, key))];
        return [.. recorded.Select(row => (row.Folder, Manifest: _known.GetOrAdd(row.Note, note => ArchiveManifest.Trusted(note, keys))))
            .Where(row => row.Manifest is not null).Select(row => new KnownArchive(row.Folder, row.Manifest!))];
    }
}
