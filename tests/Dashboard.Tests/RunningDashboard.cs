using OpenClaw.Testing;

namespace OpenClaw.Dashboard.Tests;

/// <summary>The dashboard as its own process, as the application host starts it.</summary>
public sealed class RunningDashboard : IAsyncLifetime
{
    public const string Token = "a-token-for-tests";
    private ChildProcess? _process;

    public Uri Page { get; } = new($"http://127.0.0.1:{FreePorts.Next()}/");
    public Uri Otlp { get; } = new($"http://127.0.0.1:{FreePorts.Next()}/");
    public HttpClient Client { get; } = new();

    public async ValueTask InitializeAsync()
    {
        _process = ChildProcess.Start(new ChildProgram("dashboard", "dotnet", [Path.Combine(AppContext.BaseDirectory, "OpenClaw.Dashboard.dll")])
        {
            Environment = new Dictionary<string, string>
            {
                ["ASPNETCORE_URLS"] = Page.ToString(),
                ["DASHBOARD_OTLP_URL"] = Otlp.ToString(),
                ["DASHBOARD__FRONTEND__BROWSERTOKEN"] = Token,
            },
        });
        Client.BaseAddress = Page;
        Client.DefaultRequestHeaders.Add("x-api-key", Token);
        await Eventually.AsyncTrue(
            async token => (await Client.GetAsync("health", token)).IsSuccessStatusCode,
            TimeSpan.FromSeconds(90),
            "the dashboard answers",
            () => _process.Output);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_process is not null)
        {
            await _process.KillAsync();
            _process.Dispose();
        }
    }
}
