namespace OpenClaw.Transparency.Tests;

public sealed class NoteTests
{
    [Theory]
    [InlineData(0, 0, 256, "tile/0/000")]
    [InlineData(0, 1_234_067, 256, "tile/0/x001/x234/067")]
    [InlineData(1, 0, 5, "tile/1/000.p/5")]
    [InlineData(3, 999, 255, "tile/3/999.p/255")]
    public void TilePath_IsThatOfTheStandard_AndReadBack(int level, long index, int width, string path)
    {
        Assert.Equal(path, new TileId(level, index).ToPath(width));
        Assert.True(TileId.TryParse(path["tile/".Length..], out var tile, out var read));
        Assert.Equal((new TileId(level, index), width), (tile, read));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0/1")]
    [InlineData("0/x1/000")]
    [InlineData("0/001/000")]
    [InlineData("0/000.p/0")]
    [InlineData("0/000.p/256")]
    [InlineData("99/000")]
    [InlineData("0/-01")]
    [InlineData("../000")]
    [InlineData("0/x001/x001/x001/x001/x001/x001/x001/000")]
    public void TilePath_ThatIsNone_IsRefused(string path) => Assert.False(TileId.TryParse(path, out _, out _));

    [Theory]
    [InlineData("log\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", true)]
    [InlineData("log\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nextension\n", true)]
    [InlineData("log\n05\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", false)]
    [InlineData("log\n-5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", false)]
    [InlineData("\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", false)]
    [InlineData("log\n5\n47DEQpj8\n", false)]
    [InlineData("log\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", false)]
    public void Checkpoint_IsReadStrictly(string text, bool isOne) => Assert.Equal(isOne, Checkpoint.Parse(text) is not null);

    [Theory]
    [InlineData("")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\n- name AAAAAAA=\n")]
    [InlineData("text\n\n— name AAAA\n")]
    [InlineData("text\n\n— na+me AAAAAAA=\n")]
    [InlineData("te\u0001xt\n\n— name AAAAAAA=\n")]
    [InlineData("text\n\n— name AAAAAAA=")]
    public void Note_ThatIsNone_IsRefused(string text) => Assert.Null(SignedNote.Parse(text));

    [Theory]
    [InlineData("name")]
    [InlineData("name+00000000+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("na me+00000000+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Key_ThatIsNone_IsRefused(string text) => Assert.Null(NoteKey.Parse(text));

    [Fact]
    public async Task Receipt_WrittenAndRead_StillProves_AndOnlyItsLeaf()
    {
        var log = new MemoryLog(100);
        var path = await log.Proofs(100).InclusionAsync(42, TestContext.Current.CancellationToken);
        var note = new SignedNote(new Checkpoint("log", 100, log.Root(100)).ToString(), [new NoteSignature("log", 1, new byte[64])]);
        var receipt = InclusionReceipt.Parse(new InclusionReceipt(42, path, note).ToString())!;

        Assert.Equal(42, receipt.Index);
        Assert.Equal(path, receipt.Path);
        Assert.Contains("not signed by a known key", receipt.Problem(MemoryLog.Leaf(42), [NoteKey.Create("log", new byte[32])]), StringComparison.Ordinal);
        Assert.Null(InclusionReceipt.Parse("c2sp.org/tlog-proof@v2\nindex 1\n\n" + note));
    }
}
