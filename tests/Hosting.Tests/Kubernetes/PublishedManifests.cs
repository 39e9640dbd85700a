using System.Diagnostics;
using System.Text.Json.Nodes;

namespace OpenClaw.Hosting.Tests.Kubernetes;

internal sealed record PublishedObject(string File, JsonNode Document)
{
    public string Kind => Document["kind"]!.GetValue<string>();

    public string Name => Document["metadata"]!["name"]!.GetValue<string>();

    public JsonNode? PodTemplate => Kind is "Deployment" or "StatefulSet" or "Job" ? Document["spec"]!["template"] : null;

    public override string ToString() => $"{Kind}/{Name} in {File}";
}

/// <summary>
/// The real AppHost, published twice with the documented command: without PATH, so no server program can be asked, and with
/// secrets configured that must not turn up anywhere.
/// </summary>
public sealed class PublishedManifests : IAsyncLifetime
{
    public const string SecretText = "Known-Secret-Text-9417";
    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("publish-");

    public string Output => Path.Combine(_scratch.FullName, "first");

    /// <summary>Where a run would have kept its data.</summary>
    public string Home => Path.Combine(_scratch.FullName, "home");

    internal IReadOnlyList<PublishedObject> Objects { get; private set; } = [];

    internal JsonNode Summary { get; private set; } = new JsonObject();

    public IReadOnlyDictionary<string, string> First { get; private set; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Second { get; private set; } = new Dictionary<string, string>();

    public async ValueTask InitializeAsync()
    {
        First = await PublishAsync(Output);
        Second = await PublishAsync(Path.Combine(_scratch.FullName, "second"));
        Objects = [.. First.Where(file => file.Key.StartsWith("manifests/", StringComparison.Ordinal) && file.Key.EndsWith(".yaml", StringComparison.Ordinal))
            .SelectMany(file => YamlFiles.Read(file.Value).Select(document => new PublishedObject(file.Key, document)))];
        Summary = JsonNode.Parse(First["summary.json"])!;
    }

    public ValueTask DisposeAsync()
    {
        _scratch.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    internal IEnumerable<PublishedObject> Of(params string[] kinds) => Objects.Where(published => kinds.Contains(published.Kind));

    /// <summary>Names of what the cluster must provide, with their keys as <c>name/key</c>.</summary>
    internal HashSet<string> Provided(string kind) =>
        [.. Summary["provide"]![kind]!.AsArray().SelectMany(entry => entry!["keys"]!.AsArray().Select(key => $"{entry["name"]}/{key}"))];

    private async Task<IReadOnlyDictionary<string, string>> PublishAsync(string output)
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, "OpenClaw.AppHost.dll");
        var start = new ProcessStartInfo(DotnetPath(), [assembly, "--operation", "publish", "--step", "publish", "--output-path", output])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _scratch.FullName,
        };
        start.Environment["PATH"] = "/nonexistent";
        start.Environment["HOME"] = start.Environment["XDG_STATE_HOME"] = start.Environment["XDG_DATA_HOME"] = Home;
        foreach (var parameter in (string[])["postgres-password", "redis-password", "rabbitmq-password", "audit-writer-password", "audit-reader-password", "audit-sealer-password", "audit-maintenance-password", "policy-writer-password", "policy-reader-password"])
        {
            start.Environment[$"Parameters__{parameter}"] = SecretText;
        }

        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(deadline.Token), process.StandardError.ReadToEndAsync(deadline.Token));
        await process.WaitForExitAsync(deadline.Token);
        Assert.True(process.ExitCode == 0, string.Join('\n', said));
        return Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(output, file), File.ReadAllText, StringComparer.Ordinal);
    }

    // The host that runs the tests knows where its runtime lies: <root>/shared/Microsoft.NETCore.App/<version>/.
    private static string DotnetPath() =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}
