using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using OpenClaw.Testing;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>The dashboard as the receiver of the running system's telemetry, read the way its page reads it.</summary>
public sealed class Telemetry : IAsyncDisposable
{
    private const string ProgramKey = "openclaw:dashboard";

    // What the AppHost gives its children to find an OTLP receiver that it did not start itself.
    private const string ReceiverKey = "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL";

    private readonly HttpClient _client = new();
    private readonly Uri _receiver = new($"http://127.0.0.1:{FreePorts.Next()}/");
    private readonly ChildProcess _process;

    private Telemetry()
    {
        var token = Guid.NewGuid().ToString("N");
        _client.BaseAddress = new Uri($"http://127.0.0.1:{FreePorts.Next()}/");
        _client.DefaultRequestHeaders.Add("x-api-key", token);
        _process = ChildProcess.Start(new ChildProgram("dashboard", "dotnet", [ProgramPath()])
        {
            Environment = new Dictionary<string, string>
            {
                ["ASPNETCORE_URLS"] = _client.BaseAddress.ToString(),
                ["DASHBOARD_OTLP_URL"] = _receiver.ToString(),
                ["DASHBOARD__FRONTEND__BROWSERTOKEN"] = token,
            },
        });
    }

    /// <summary>Makes every process of a system report here.</summary>
    public string Switch => $"--{ReceiverKey}={_receiver}";

    public static async Task<Telemetry> StartAsync()
    {
        var telemetry = new Telemetry();
        await Eventually.AsyncTrue(
            async token => (await telemetry._client.GetAsync(new Uri("health", UriKind.Relative), token)).IsSuccessStatusCode,
            TimeSpan.FromSeconds(60),
            "the dashboard answers",
            () => telemetry._process.Output);
        return telemetry;
    }

    /// <summary>The spans of a trace that have arrived; spans arrive in batches, so ask until it is whole.</summary>
    public async Task<IReadOnlyList<JsonElement>> SpansAsync(string traceId, CancellationToken cancellationToken)
    {
        using var response = await _client.GetAsync(new Uri($"api/telemetry/traces/{traceId}", UriKind.Relative), cancellationToken);
        return response.IsSuccessStatusCode
            ? [.. (await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).EnumerateArray()]
            : [];
    }

    /// <summary>Everything known about a service: log entries and metrics as text.</summary>
    public Task<string> ReadAsync(string path, CancellationToken cancellationToken) =>
        _client.GetStringAsync(new Uri($"api/telemetry/{path}", UriKind.Relative), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.KillAsync();
        _process.Dispose();
    }

    private static string ProgramPath() => typeof(Projects.OpenClaw_AppHost).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => string.Equals(attribute.Key, ProgramKey, StringComparison.OrdinalIgnoreCase)).Value!;
}
