using System.Text;

namespace OpenClaw.Transparency.Tests;

/// <summary>A tree with its tiles in memory.</summary>
internal sealed class MemoryLog
{
    private readonly Dictionary<TileId, List<byte>> _tiles = [];
    private readonly List<byte[]> _roots = [MerkleHash.EmptyRoot()];
    private readonly Frontier _frontier = new();

    public MemoryLog(int size)
    {
        for (var index = 0; index < size; index++)
        {
            _frontier.Append(LeafHash(index), Keep);
            _roots.Add(_frontier.Root());
        }
    }

    public static byte[] Leaf(int index) => Encoding.UTF8.GetBytes($"entry {index}");

    public static byte[] LeafHash(int index) => MerkleHash.Leaf(Leaf(index));

    public byte[] Root(int size) => _roots[size];

    public TileProofs Proofs(int size) =>
        new((tile, _) => ValueTask.FromResult<ReadOnlyMemory<byte>>(_tiles[tile].ToArray()), size);

    private void Keep(int height, byte[] hash)
    {
        if (height % TileId.Height == 0)
        {
            var level = height / TileId.Height;
            var tile = new TileId(level, (_frontier.Size >> height) / TileId.Width);
            _tiles.TryAdd(tile, []);
            _tiles[tile].AddRange(hash);
        }
    }
}
