using System.Diagnostics;
using System.Globalization;
using System.Text;
using OpenClaw.Testing;
using OpenClaw.Transparency;

namespace OpenClaw.Audit.Tests.Sealing;

public sealed class VerifierTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Promise = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task AMillionEntries_AreVerifiedWithinAMinute()
    {
        var folder = Directory.CreateTempSubdirectory("audit-million-");
        try
        {
            var (log, checkpoint, key) = GenerateLog(folder.FullName, 1_000_000);
            var clock = Stopwatch.StartNew();

            var (code, text) = await Verifier.RunAsync("log", log, "--checkpoint", checkpoint, "--key", key);

            output.WriteLine($"{clock.Elapsed.TotalSeconds:0.0} s for {new FileInfo(log).Length / 1e6:0} MB");
            Assert.True(code == 0 && text.Contains("1000000 entries", StringComparison.Ordinal), text);
            Assert.True(clock.Elapsed < Promise * Overload(), $"{clock.Elapsed}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task PublishedVerifier_IsOneFile_AndNeedsNothingElse()
    {
        var folder = Directory.CreateTempSubdirectory("audit-verifier-");
        try
        {
            var publish = ChildProcess.Start(new ChildProgram("publish", "dotnet",
                ["publish", Path.Combine(SolutionPaths.Root, "ops", "Verify"), "-c", "Release", "-r", "linux-x64", "-o", folder.FullName, "-nologo", "--artifacts-path", Path.Combine(folder.FullName, "build")]));
            var code = await publish.ExitCodeAsync();
            Assert.SkipWhen(code != 0 && publish.Output.Contains("error NU1", StringComparison.Ordinal), "The runtime for a program of its own cannot be restored here.");
            Assert.True(code == 0, publish.Output);
            var program = Path.Combine(folder.FullName, "openclaw-verify");
            Assert.Equal([program], Directory.EnumerateFiles(folder.FullName).Where(file => Path.GetExtension(file) != ".pdb"));

            // Without any environment, so without .NET; copied away from everything else.
            var alone = Path.Combine(folder.CreateSubdirectory("alone").FullName, "verify");
            File.Copy(program, alone);
            var (log, checkpoint, key) = GenerateLog(folder.FullName, 1000);
            Assert.Equal(0, await AloneAsync(alone, "log", log, "--checkpoint", checkpoint, "--key", key));
            await File.AppendAllTextAsync(checkpoint, "— nobody AAAAAAA=\n", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(log, (await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken)).Replace("\"number\":500,", "\"number\":501,", StringComparison.Ordinal), TestContext.Current.CancellationToken);
            Assert.Equal(1, await AloneAsync(alone, "log", log, "--checkpoint", checkpoint, "--key", key));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("receipt")]
    [InlineData("receipt", "/nowhere", "--key", "x")]
    [InlineData("log", "/nowhere")]
    [InlineData("log", "/nowhere", "--key")]
    [InlineData("unknown", "/nowhere", "--key", "log+00000000+AAAA")]
    public async Task InputThatCannotBeRead_IsSaidSo(params string[] arguments) =>
        Assert.Equal(2, (await Verifier.RunAsync(arguments)).Code);

    [Fact]
    public async Task Help_SaysHowToUseIt()
    {
        var (code, output) = await Verifier.RunAsync("--help");

        Assert.Equal(0, code);
        Assert.Contains("openclaw-verify receipt", output, StringComparison.Ordinal);
    }

    private static async Task<int> AloneAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("env", ["-i", program, .. arguments]) { RedirectStandardOutput = true })!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>A signed log of this many entries of ordinary size, as the service would give it out.</summary>
    private static (string Log, string Checkpoint, string Key) GenerateLog(string folder, int count)
    {
        const string Origin = "openclaw.audit/generated";
        var tree = new Frontier();
        var log = Path.Combine(folder, "log.ndjson");
        using (var file = new StreamWriter(log) { NewLine = "\n" })
        {
            for (var number = 0; number < count; number++)
            {
                var line = string.Create(CultureInfo.InvariantCulture, $$"""{"id":"{{Guid.CreateVersion7()}}","tenantId":"generated","number":{{number}},"actionType":"tool_invocation","action":"github_issue_write","actionDetail":{"tool":"github_issue_write","text":"{{new string('x', 200)}}"},"policyResult":"allow","policyApplied":"acme-integrations","policyVersion":"sha256:1","outcome":"success"}""");
                tree.Append(MerkleHash.Leaf(Encoding.UTF8.GetBytes(line)));
                file.WriteLine(line);
            }
        }

        using var key = AuditSystem.SigningKey();
        var signer = NoteKey.Create(Origin, key.PublicKey);
        var checkpoint = new Checkpoint(Origin, count, tree.Root()).ToString();
        var note = new SignedNote(checkpoint, [new NoteSignature(signer.Name, signer.Id, key.Sign(Encoding.UTF8.GetBytes(checkpoint)))]);
        File.WriteAllText(Path.Combine(folder, "checkpoint"), note.ToString());
        return (log, Path.Combine(folder, "checkpoint"), signer.ToString());
    }

    /// <summary>1 on a machine that does nothing else; more in proportion where others compete for it.</summary>
    private static double Overload() =>
        Math.Max(1, double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture) / Environment.ProcessorCount);
}
