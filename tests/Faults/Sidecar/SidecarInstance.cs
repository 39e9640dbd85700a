using System.Net;
using System.Net.Http.Headers;
using System.Text;
using OpenClaw.Testing;

namespace OpenClaw.Faults.Sidecar;

/// <summary>A sidecar process that comes back on the same ports after a kill.</summary>
internal sealed class SidecarInstance : IAsyncDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private readonly IReadOnlyList<string> _arguments;
    private readonly HttpClient _http;
    private ChildProcess? _process;

    public SidecarInstance(string appId, string resources, int? appPort = null, int? placementPort = null)
    {
        var port = FreePorts.Next();
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(30) };
        _arguments =
        [
            Program, "--app-id", appId, "--dapr-http-port", $"{port}", "--dapr-internal-grpc-port", $"{FreePorts.Next()}", "--dapr-grpc-port", $"{FreePorts.Next()}",
            "--metrics-port", "0", "--dapr-listen-addresses", "127.0.0.1", "--resources-path", resources, "--log-level", "warn",
            .. appPort is null ? Array.Empty<string>() : ["--app-port", $"{appPort}"],
            .. placementPort is null ? Array.Empty<string>() : ["--placement-host-address", $"127.0.0.1:{placementPort}"],
        ];
    }

    /// <summary>Our sidecar as built beside this program, in the same configuration.</summary>
    public static string Program { get; } = Path.Combine(SolutionPaths.Root, "embedded", "Sidecar", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "OpenClaw.Sidecar.dll");

    public string Output => _process?.Output ?? "";

    public async Task StartAsync()
    {
        _process?.Dispose();
        _process = ChildProcess.Start(new ChildProgram("sidecar", "dotnet", _arguments));
        await Eventually.AsyncTrue(
            async token => (await _http.GetAsync("/v1.0/healthz", token)).StatusCode == HttpStatusCode.NoContent, TimeSpan.FromSeconds(60), "the sidecar is ready", () => Output);
    }

    public Task KillAsync() => _process?.KillAsync() ?? Task.CompletedTask;

    /// <summary>True when the answer is 2xx; a connection that breaks is a refusal, whatever became of the request.</summary>
    public async Task<bool> PostAsync(string path, string body)
    {
        try
        {
            using var answer = await _http.PostAsync(path, new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = Json } });
            return answer.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    public async Task<string> AskAsync(string path, string body)
    {
        using var answer = await _http.PostAsync(path, new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = Json } });
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
        _http.Dispose();
    }
}
