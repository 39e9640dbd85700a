using System.Diagnostics;
using System.Text.Json.Nodes;

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
        var folder = Directory.CreateTempSubdirectory("transparency-client-");
        try
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Client")))
            {
                File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
            }

            await StartAsync("npm", folder, "ci", "--no-audit", "--no-fund", "--ignore-scripts");
            return JsonNode.Parse(await StartAsync("node", folder, "client.mjs", $"{Size}"))!;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            Assert.Skip("node and npm are not installed: " + error.Message);
            throw;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> StartAsync(string program, DirectoryInfo folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["npm_config_omit_lockfile_registry_resolved"] = "true" },
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.SkipWhen(process.ExitCode != 0 && program == "npm", "npm ci failed: " + await error);
        Assert.True(process.ExitCode == 0, await error);
        return output;
    }
}
