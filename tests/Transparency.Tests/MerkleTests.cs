namespace OpenClaw.Transparency.Tests;

public sealed class MerkleTests
{
    /// <summary>The example tree that implementations of RFC 6962 publish as test vectors: eight inputs, root by size.</summary>
    private static readonly string[] Inputs =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] Roots =
    [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void Root_OfThePublishedVectors_IsTheirs()
    {
        var frontier = new Frontier();
        Assert.Equal(Roots[0], Convert.ToHexStringLower(frontier.Root()));
        for (var i = 0; i < Inputs.Length; i++)
        {
            frontier.Append(MerkleHash.Leaf(Convert.FromHexString(Inputs[i])));
            Assert.Equal(Roots[i + 1], Convert.ToHexStringLower(frontier.Root()));
        }
    }

    [Fact]
    public async Task Proofs_OfTheRfcsExample_AreThoseItLists()
    {
        // RFC 6962 section 2.1.3 names the nodes of a tree of seven leaves.
        byte[] Node(byte[] left, byte[] right) => MerkleHash.Node(left, right);
        var (a, b, c, d, e, f, j) = (Leaf(0), Leaf(1), Leaf(2), Leaf(3), Leaf(4), Leaf(5), Leaf(6));
        var (g, h, i) = (Node(a, b), Node(c, d), Node(e, f));
        var (k, l) = (Node(g, h), Node(i, j));
        var proofs = new MemoryLog(7).Proofs(7);

        Assert.Equal([b, h, l], await proofs.InclusionAsync(0, Cancelled));
        Assert.Equal([c, g, l], await proofs.InclusionAsync(3, Cancelled));
        Assert.Equal([f, j, k], await proofs.InclusionAsync(4, Cancelled));
        Assert.Equal([i, k], await proofs.InclusionAsync(6, Cancelled));
        Assert.Equal([c, d, g, l], await proofs.ConsistencyAsync(3, Cancelled));
        Assert.Equal([l], await proofs.ConsistencyAsync(4, Cancelled));
        Assert.Equal([i, j, k], await proofs.ConsistencyAsync(6, Cancelled));

        static byte[] Leaf(int index) => MemoryLog.LeafHash(index);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(515)]
    public async Task Inclusion_OfEveryLeaf_Verifies_AndOfNoOtherPlace(int size)
    {
        var log = new MemoryLog(size + 20);
        var proofs = log.Proofs(size);
        for (var index = 0; index < size; index++)
        {
            var path = await proofs.InclusionAsync(index, Cancelled);

            Assert.True(MerkleProof.VerifyInclusion(index, size, MemoryLog.LeafHash(index), path, log.Root(size)));
            Assert.False(MerkleProof.VerifyInclusion(index, size, MemoryLog.LeafHash(index + 1), path, log.Root(size)));
            Assert.False(MerkleProof.VerifyInclusion((index + 1) % size, size, MemoryLog.LeafHash(index), path, log.Root(size)) && size > 1);
            Assert.False(MerkleProof.VerifyInclusion(index, size, MemoryLog.LeafHash(index), [.. path, log.Root(size)], log.Root(size)));
        }
    }

    [Fact]
    public async Task Consistency_BetweenAnyTwoSizes_Verifies_AndOnlyWithTheirRoots()
    {
        const int largest = 270;
        var log = new MemoryLog(largest);
        for (var size = 1; size <= largest; size += 9)
        {
            for (var old = 0; old <= size; old++)
            {
                var path = await log.Proofs(size).ConsistencyAsync(old, Cancelled);

                Assert.True(MerkleProof.VerifyConsistency(old, size, log.Root(old), log.Root(size), path), $"{old} in {size}");
                Assert.False(MerkleProof.VerifyConsistency(old, size, log.Root(old == 0 ? 1 : old - 1), log.Root(size), path));
                Assert.False(old is > 0 && old < size && MerkleProof.VerifyConsistency(old, size, log.Root(old), log.Root(size - 1), path));
            }
        }
    }

    [Fact]
    public async Task Root_FromTiles_IsTheFrontiers()
    {
        var log = new MemoryLog(70_000);

        foreach (var size in (int[])[0, 1, 256, 65_535, 65_536, 65_537, 70_000])
        {
            Assert.Equal(log.Root(size), await log.Proofs(size).RootAsync(Cancelled));
        }
    }

    [Fact]
    public void Frontier_KeptAndRead_GoesOn()
    {
        var (whole, first) = (new Frontier(), new Frontier());
        for (var i = 0; i < 1000; i++)
        {
            whole.Append(MemoryLog.LeafHash(i));
            first.Append(MemoryLog.LeafHash(i));
            first = new Frontier(first.Size, first.ToBytes());
        }

        Assert.Equal(whole.Root(), first.Root());
        Assert.Throws<ArgumentException>(() => new Frontier(3, new byte[32]));
    }
}
