using System.Globalization;
using OpenClaw.Testing;

namespace OpenClaw.Audit.Tests.Anchors;

/// <summary>A witness that shares no code with the log: Node's signatures, another implementation's proofs.</summary>
internal sealed class WitnessProcess : IDisposable
{
    private readonly NodeFolder _folder;
    private readonly ChildProcess _process;
    private readonly HttpClient _client;

    private WitnessProcess(NodeFolder folder, int port)
    {
        var text = port.ToString(CultureInfo.InvariantCulture);
        (_folder, Host, _client) = (folder, $"127.0.0.1:{text}", new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{text}") });
        _process = ChildProcess.Start(new ChildProgram("witness", "node", [Path.Combine(folder.FullName, "witness.mjs"), text, Convert.ToBase64String(AuditSystem.PublicKey)])
        { WorkingDirectory = folder.FullName });
    }

    public string Host { get; }

    /// <summary>Its public key, as it publishes it.</summary>
    public string Key { get; private set; } = "";

    public static async Task<WitnessProcess> StartAsync()
    {
        var folder = await NodeFolder.InstallAsync(Path.Combine(AppContext.BaseDirectory, "Anchors", "Witness"));
        Assert.SkipWhen(folder.Missing is not null, folder.Missing ?? "");
        var witness = new WitnessProcess(folder, FreePorts.Next());
        await Eventually.AssertAsync(async () =>
        {
            Assert.False(witness._process.HasExited, witness._process.Output);
            witness.Key = await witness._client.GetStringAsync(new Uri("/key", UriKind.Relative));
        });
        return witness;
    }

    /// <summary>"down" answers 503, "mute" signs with a key that nobody knows, "well" does its work.</summary>
    public async Task BeAsync(string mode) =>
        (await _client.PostAsync(new Uri("/mode/" + mode, UriKind.Relative), null)).EnsureSuccessStatusCode().Dispose();

    public void Dispose()
    {
        _process.Dispose();
        _client.Dispose();
        _folder.Dispose();
    }
}
