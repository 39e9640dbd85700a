using System.Text;
using OpenClaw.Transparency;

namespace OpenClaw.Audit.Features.Anchors;

/// <summary>Evidence that a log is not what it was.</summary>
/// <param name="FirstBad">Number of the first entry concerned, when it is known.</param>
internal sealed record Finding(string Text, long? FirstBad = null);

/// <summary>Whether a tenant's tree in the database still appends to the checkpoint that an anchor kept.</summary>
internal sealed class AnchorComparison(IAnchorSource source, TreeState tree, string origin, IReadOnlyList<byte[]> keys)
{
    private readonly NoteKey[] _keys = [.. keys.Select(key => NoteKey.Create(origin, key))];

    /// <summary>Entries that the anchor knows of.</summary>
    public long AnchoredSize { get; private set; }

    public async Task<Finding?> FindAsync(byte[]? anchored, CancellationToken cancellationToken)
    {
        if (Read(tree.Note) is not { } own || own.Size != tree.Size)
        {
            return new Finding($"the tree of {tree.Size} entries has no checkpoint that this log signed");
        }

        if (!await HoldsAsync(own, cancellationToken))
        {
            return new Finding($"the stored hashes are not those of the checkpoint of {own.Size} entries");
        }

        if (anchored is null)
        {
            return null;
        }

        if (Read(Encoding.UTF8.GetString(anchored)) is not { } kept)
        {
            return new Finding("the anchor holds a checkpoint that this log did not sign");
        }

        AnchoredSize = kept.Size;
        return kept.Size > own.Size ? new Finding($"{kept.Size} entries were anchored and {own.Size} are left", own.Size)
            : await HoldsAsync(kept, cancellationToken) ? null
            : new Finding($"the stored hashes are not those of the anchored checkpoint of {kept.Size} entries");
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
