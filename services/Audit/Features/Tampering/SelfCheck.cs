using OpenClaw.Audit.Features.Anchors;
using OpenClaw.Audit.Features.Retention;
using OpenClaw.Transparency;

namespace OpenClaw.Audit.Features.Tampering;

/// <summary>
/// Compares every stored entry of a log with its sealed hash and every hash with those above it. Together with the anchors,
/// which know the top, nothing sealed can be changed unnoticed.
/// </summary>
internal sealed class SelfCheck(IAnchorSource source, ArchiveCatalogue archives)
{
    public const string Name = "self-check";
    private const int Portion = 8;
    private const int MostRanges = 1000;

    /// <summary>Entries in a slice: some 20 ms of work, and a million are gone through in 20 min at the usual pace.</summary>
    public const int Slice = 4 * Portion * TileId.Width;

    public async Task<Finding?> RunAsync(TreeState tree, Excuses excuses, CancellationToken cancellationToken) =>
        await EntriesAsync(tree, 0, tree.Size, excuses, cancellationToken) ?? await HashesAsync(tree, excuses, cancellationToken);

    /// <summary>Compares only the entries from a number on, a multiple of <see cref="Slice"/>.</summary>
    public Task<Finding?> RunSliceAsync(TreeState tree, long from, Excuses excuses, CancellationToken cancellationToken) =>
        EntriesAsync(tree, from, Math.Min(from + Slice, tree.Size), excuses, cancellationToken);

    /// <summary>Each full tile must fold to the hash above it.</summary>
    private async Task<Finding?> HashesAsync(TreeState tree, Excuses excuses, CancellationToken cancellationToken)
    {
        for (var level = 0; tree.Size >> (TileId.Height * (level + 1)) > 0; level++)
        {
            ReadOnlyMemory<byte> parent = default;
            var full = tree.Size >> (TileId.Height * (level + 1));
            for (long index = 0; index < full; index++)
            {
                if (index % TileId.Width == 0)
                {
                    parent = await source.TileAsync(tree.TenantId, new TileId(level + 1, index / TileId.Width), cancellationToken);
                }

                var tile = await source.TileAsync(tree.TenantId, new TileId(level, index), cancellationToken);
                var place = (int)(index % TileId.Width) * MerkleHash.Size;
                if (parent.Length >= place + MerkleHash.Size && tile.Length == TileId.Width * MerkleHash.Size
                    && RootOf(tile.Span).AsSpan().SequenceEqual(parent.Span.Slice(place, MerkleHash.Size)))
                {
                    continue;
                }

                var entries = 1L << (TileId.Height * (level + 1));
                var range = new EntryRange(index * entries, ((index + 1) * entries) - 1);
                if (!excuses.Cover(range.From))
                {
                    return new Finding(EvidenceKind.Hashes, $"the hashes of the entries {range.From} to {range.To} contradict the hash above them", range.From) { Ranges = [range] };
                }
            }
        }

        return null;
    }

    private async Task<Finding?> EntriesAsync(TreeState tree, long first, long end, Excuses excuses, CancellationToken cancellationToken)
    {
        var bad = new List<EntryRange>();
        for (var from = first; from < end && bad.Count < MostRanges; from += Portion * TileId.Width)
        {
            var to = Math.Min(end, from + (Portion * TileId.Width));
            var leaves = await source.LeavesAsync(tree.TenantId, from, to, cancellationToken);

            // Asked afterwards: a month may be dropped in the middle of this.
            var archived = Array.Exists(leaves, leaf => leaf is null) ? await archives.OfAsync(tree.TenantId, cancellationToken) : [];
            ReadOnlyMemory<byte> tile = default;
            for (var number = from; number < to; number++)
            {
                var place = (int)(number % TileId.Width);
                if (place == 0)
                {
                    tile = await source.TileAsync(tree.TenantId, new TileId(0, number / TileId.Width), cancellationToken);
                }

                // An entry that is still here must be the one that was sealed, archived or not.
                var leaf = leaves[number - from];
                if (!IsSealed(tile, place, leaf) && !(leaf is null && archived.Any(archive => archive.Holds(number))) && !excuses.Cover(number))
                {
                    Extend(bad, number);
                }
            }
        }

        return bad is [var range, ..]
            ? new Finding(EvidenceKind.Entries, $"entry {range.From} is not what was sealed; {bad.Sum(each => each.To - each.From + 1)} entries are concerned", range.From) { Ranges = bad }
            : null;
    }

    private static bool IsSealed(ReadOnlyMemory<byte> tile, int place, byte[]? leaf) =>
        leaf is not null && tile.Length >= (place + 1) * MerkleHash.Size && tile.Span.Slice(place * MerkleHash.Size, MerkleHash.Size).SequenceEqual(leaf);

    private static void Extend(List<EntryRange> ranges, long number)
    {
        if (ranges is [.., var last] && last.To == number - 1)
        {
            ranges[^1] = last with { To = number };
        }
        else
        {
            ranges.Add(new EntryRange(number, number));
        }
    }

    private static byte[] RootOf(ReadOnlySpan<byte> tile)
    {
        var tree = new Frontier();
        for (var place = 0; place < TileId.Width; place++)
        {
            tree.Append(tile.Slice(place * MerkleHash.Size, MerkleHash.Size).ToArray());
        }

        return tree.Root();
    }
}
