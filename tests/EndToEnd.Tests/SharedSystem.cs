using OpenClaw.Faults;
using OpenClaw.Testing;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>One running system for all tests of this assembly: two replicas of connector and briefing.</summary>
public sealed class SharedSystem : IAsyncLifetime
{
    private RunningSystem? _system;

    public RunningSystem Running => _system ?? throw new InvalidOperationException("The system was not started.");

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromMinutes(2) };

    public async ValueTask InitializeAsync()
    {
        if (ServerPrograms.MissingReason is null)
        {
            _system = await RunningSystem.StartAsync([], CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_system is not null)
        {
            await _system.DisposeAsync();
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
