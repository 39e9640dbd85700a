using OpenClaw.Faults;
using OpenClaw.Testing;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>
/// One running system for all tests of this assembly that do not disturb it: two replicas of connector and briefing, its
/// telemetry in a dashboard.
/// </summary>
public sealed class SharedSystem : IAsyncLifetime
{
    /// <summary>Models of vendors outside, by vendor; no policy allows them unless a test says so.</summary>
    public static readonly IReadOnlyDictionary<string, string> Models = new Dictionary<string, string> { ["gpt-best"] = "openai", ["mix-best"] = "mistral" };

    private RunningSystem? _system;
    private Telemetry? _telemetry;

    public RunningSystem Running => _system ?? throw new InvalidOperationException("The system was not started.");

    public Telemetry Telemetry => _telemetry ?? throw new InvalidOperationException("The dashboard was not started.");

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromMinutes(2) };

    public Door Door => new(Http, Running);

    public async ValueTask InitializeAsync()
    {
        if (ServerPrograms.MissingReason is null)
        {
            _telemetry = await Telemetry.StartAsync();
            _system = await RunningSystem.StartAsync([_telemetry.Switch, .. Models.Select(model => $"--Models:{model.Key}={model.Value}")], CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_system is not null)
        {
            await _system.DisposeAsync();
        }

        if (_telemetry is not null)
        {
            await _telemetry.DisposeAsync();
        }
    }

    /// <summary>Skips with the reason on a machine without the servers.</summary>
    public static void RequireServers() => Assert.SkipUnless(ServerPrograms.MissingReason is null, ServerPrograms.MissingReason ?? "");
}

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SystemTestGroup : ICollectionFixture<SharedSystem>
{
    public const string Name = "system";
}
