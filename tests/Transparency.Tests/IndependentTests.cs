using System.Text.Json.Nodes;
using OpenClaw.Testing;

namespace OpenClaw.Transparency.Tests;

/// <summary>Implementations that nobody here wrote agree with ours, hash by hash.</summary>
public sealed class IndependentTests
{
    private const int Size = 80;
    private static readonly Lazy<Task<JsonNode>> Theirs = new(RunAsync);

    [Fact]
    public async Task RootsAndProofs_OfAnotherImplementation_AreOurs()
    {
        var theirs = await Theirs.Value;
        var log = new MemoryLog(Size);
        foreach (var tree in theirs["trees"]!.AsArray())
        {
            var (size, old) = ((int)tree!["size"]!, (int)tree["old"]!);
            var proofs = log.Proofs(size);

            Assert.Equal((string)tree["root"]!, Convert.ToHexStringLower(log.Root(size)));
            Assert.Equal(Hashes(tree["last"]), Hex(await proofs.InclusionAsync(size - 1, TestContext.Current.CancellationToken)));
            Assert.Equal(Hashes(tree["middle"]), Hex(await proofs.InclusionAsync(size >> 1, TestContext.Current.CancellationToken)));
            Assert.Equal(Hashes(tree["consistency"]), Hex(await proofs.ConsistencyAsync(old, TestContext.Current.CancellationToken)));
        }
    }

    [Fact]
    public async Task Note_SignedByAnotherLibrary_IsAccepted()
    {
        var theirs = await Theirs.Value;
        var (note, key) = (SignedNote.Parse((string)theirs["note"]!)!, NoteKey.Parse((string)theirs["key"]!)!);

        Assert.True(note.IsSignedBy(key));
        Assert.False((note with { Text = note.Text.Replace("80", "81", StringComparison.Ordinal) }).IsSignedBy(key));
        Assert.Equal((string)theirs["note"]!, note.ToString());
        Assert.Equal((string)theirs["key"]!, key.ToString());
    }

    private static IEnumerable<string> Hashes(JsonNode? path) => path!.AsArray().Select(hash => (string)hash!);

    private static IEnumerable<string> Hex(IEnumerable<byte[]> path) => path.Select(hash => Convert.ToHexStringLower(hash));

    private static async Task<JsonNode> RunAsync()
    {
        using var node = await NodeFolder.InstallAsync(Path.Combine(AppContext.BaseDirectory, "Client"));
        Assert.SkipWhen(node.Missing is not null, node.Missing ?? "");
        var run = await node.RunAsync("client.mjs", [$"{Size}"], CancellationToken.None);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonNode.Parse(run.Output)!;
    }
}
