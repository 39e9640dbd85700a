using System.Text;
using OpenClaw.Audit.Features.Anchors;
using OpenClaw.Audit.Features.Sealing;
using OpenClaw.Audit.Features.Tampering;
using OpenClaw.Transparency;

namespace OpenClaw.Audit.Tests.Anchors;

/// <summary>A replica that was told late must not take another's newer checkpoint for tampering.</summary>
public sealed class AnchorComparisonTests
{
    private const string Origin = "openclaw.audit/acme";
    private const int Read = 200;
    private const int Anchored = 230;

    [Theory]
    [InlineData(Anchored, null)]
    [InlineData(Anchored + 5, null)]
    [InlineData(Read, 200L)]
    [InlineData(Anchored - 1, 200L)]
    public async Task AnchorThatKnowsMore_IsBelievedUnlessTheLogHasReachedIt(int now, long? firstBad)
    {
        var anchor = new Anchor(NoteOf(Anchored));
        var comparison = new AnchorComparison(new Source(now), new TreeState("acme", Read, NoteOf(Read)), Origin, [AuditSystem.PublicKey], new Excuses([]));

        var finding = await comparison.FindAsync(anchor, "acme", TestContext.Current.CancellationToken);

        Assert.Equal(firstBad, finding?.FirstBad);
    }

    private static byte[] Leaf(int number) => MerkleHash.Leaf(Encoding.UTF8.GetBytes($"entry {number}"));

    private static TenantTree TreeOf(int size)
    {
        var tree = new TenantTree("acme", new Frontier(), []);
        for (var number = 0; number < size; number++)
        {
            tree.Append(Leaf(number));
        }

        return tree;
    }

    private static string NoteOf(int size)
    {
        using var key = AuditSystem.SigningKey();
        var checkpoint = TreeOf(size).Checkpoint(Origin);
        var signer = NoteKey.Create(Origin, key.PublicKey);
        return new SignedNote(checkpoint.ToString(), [new NoteSignature(signer.Name, signer.Id, key.Sign(Encoding.UTF8.GetBytes(checkpoint.ToString())))]).ToString();
    }

    /// <summary>The database, which holds this many entries by now.</summary>
    private sealed class Source(int now) : IAnchorSource
    {
        public Task<IReadOnlyList<TreeState>> TreesAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<TreeState>>([new TreeState("acme", now, null)]);

        public Task<IReadOnlyList<byte[]>> KeysAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<(string Folder, string Note)>> ArchivedAsync(string tenantId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<byte[]?[]> LeavesAsync(string tenantId, long from, long to, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ReadOnlyMemory<byte>> TileAsync(string tenantId, TileId tile, CancellationToken cancellationToken) =>
            Task.FromResult<ReadOnlyMemory<byte>>(tile == default ? TreeOf(now).Seal([], "").Tiles.Single(kept => kept.Key == tile).Value : default);
    }

    private sealed class Anchor(string note) : IAnchorStore
    {
        public string Name => "file";

        public Task<byte[]?> GetAsync(string path, CancellationToken cancellationToken) => Task.FromResult<byte[]?>(
            path.EndsWith("checkpoint", StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(note) : [.. Enumerable.Range(0, Anchored).SelectMany(Leaf)]);

        public Task PutAsync(string path, byte[] content, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
