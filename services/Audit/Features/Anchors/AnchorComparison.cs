using System.Text;
using OpenClaw.Audit.Features.Tampering;
using OpenClaw.Transparency;

namespace OpenClaw.Audit.Features.Anchors;

/// <summary>Whether a tenant's tree in the database still appends to the checkpoint that an anchor kept.</summary>
internal sealed class AnchorComparison(IAnchorSource source, TreeState tree, string origin, IReadOnlyList<byte[]> keys, Excuses excuses)
{
    private readonly NoteKey[] _keys = [.. keys.Select(key => NoteKey.Create(origin, key))];

    /// <summary>Entries that the anchor knows of.</summary>
    public long AnchoredSize { get; private set; }

    public async Task<Finding?> FindAsync(IAnchorStore anchor, string folder, CancellationToken cancellationToken) =>
        await FindAnchoredAsync(anchor, folder, cancellationToken) ?? await FindOwnAsync(cancellationToken);

    /// <summary>Whether the stored tree is the one of its own checkpoint.</summary>
    public async Task<Finding?> FindOwnAsync(CancellationToken cancellationToken)
    {
        if (Read(tree.Note) is not { } own || own.Size != tree.Size)
        {
            return excuses.Cover(EvidenceKind.Checkpoint) ? null : new Finding(EvidenceKind.Checkpoint, $"the tree of {tree.Size} entries has no checkpoint that this log signed");
        }

        return excuses.Cover(EvidenceKind.Tree) || await HoldsAsync(own, cancellationToken)
            ? null
            : new Finding(EvidenceKind.Tree, $"the stored hashes are not those of the checkpoint of {own.Size} entries");
    }

    private async Task<Finding?> FindAnchoredAsync(IAnchorStore anchor, string folder, CancellationToken cancellationToken)
    {
        if (await anchor.GetAsync($"{folder}/{AnchorPaths.Checkpoint}", cancellationToken) is not { } anchored)
        {
            return null;
        }

        if (Read(Encoding.UTF8.GetString(anchored)) is not { } kept)
        {
            return new Finding(EvidenceKind.Anchor, "the anchor holds a checkpoint that this log did not sign");
        }

        AnchoredSize = kept.Size;
        if (kept.Size <= tree.Size && await HoldsAsync(kept, cancellationToken))
        {
            return null;
        }

        if (kept.Size > tree.Size && await source.HasReachedAsync(tree.TenantId, kept.Size, cancellationToken))
        {
            // Another replica anchored what was sealed since this tree was read; the next round compares it.
            return null;
        }

        var first = await new AnchorDifference(source, anchor, tree, folder, kept.Size).FirstAsync(cancellationToken);
        return kept.Size > tree.Size
            ? new Finding(EvidenceKind.Anchor, $"{kept.Size} entries were anchored and {tree.Size} are left", Math.Min(first, tree.Size))
            : new Finding(EvidenceKind.Anchor, $"entry {first} is not the one that was anchored among {kept.Size}", first);
    }

    private Checkpoint? Read(string? note) =>
        note is not null && SignedNote.Parse(note) is { } signed && Checkpoint.Parse(signed.Text) is { } checkpoint
        && checkpoint.Origin == origin && _keys.Any(signed.IsSignedBy)
            ? checkpoint
            : null;

    private async Task<bool> HoldsAsync(Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        var tiles = new TileProofs(async (tile, token) => await source.TileAsync(tree.TenantId, tile, token), checkpoint.Size);
        try
        {
            var root = await tiles.RootAsync(cancellationToken);
            return root.AsSpan().SequenceEqual(checkpoint.Root);
        }
        catch (InvalidDataException)
        {
            // A tile is missing or too short.
            return false;
        }
    }
}
