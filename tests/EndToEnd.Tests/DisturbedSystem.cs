using OpenClaw.Faults;
using OpenClaw.Testing;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>A system of its own for tests that take parts of it away; each of them leaves it whole again.</summary>
public sealed class DisturbedSystem : IAsyncLifetime
{
    private RunningSystem? _system;

    public RunningSystem Running => _system ?? throw new InvalidOperationException("The system was not started.");

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromMinutes(2) };

    public Door Door => new(Http, Running);

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
}

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class DisturbedTestGroup : ICollectionFixture<DisturbedSystem>
{
    public const string Name = "disturbed system";
}
