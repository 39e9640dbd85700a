using System.Diagnostics;
using System.Net;
using OpenClaw.Faults;
using OpenClaw.Testing;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>
/// A system with two replicas of gateway and policy, too. Every request opens a connection of its own, and connections go round the
/// replicas.
/// </summary>
public sealed class DoubledSystem : IAsyncLifetime
{
    /// <summary>So many answers in a row come from both replicas.</summary>
    public const int Rounds = 12;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly HttpClient _http = NewClient();
    private RunningSystem? _system;

    public RunningSystem Running => _system ?? throw new InvalidOperationException("The system was not started.");

    public Door Door => new(_http, Running);

    public async ValueTask InitializeAsync()
    {
        if (ServerPrograms.MissingReason is null)
        {
            _system = await RunningSystem.StartAsync(["--replicas", "gateway=2", "--replicas", "policy=2"], CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_system is not null)
        {
            await _system.DisposeAsync();
        }
    }

    /// <summary>Waits until so many answers in a row are as expected that both replicas gave some; tells when the first of them was asked for.</summary>
    public static async Task<TimeSpan> UntilBothAsync(string what, Func<Task<bool>> holds)
    {
        var (clock, since, inARow) = (Stopwatch.StartNew(), TimeSpan.Zero, 0);
        while (inARow < Rounds)
        {
            Assert.True(clock.Elapsed < Patience, $"{what}: not after {clock.Elapsed}");
            var asked = clock.Elapsed;
            if (!await holds())
            {
                inARow = 0;
            }
            else if (++inARow == 1)
            {
                since = asked;
            }
        }

        return since;
    }

    public static HttpClient NewClient(CookieContainer? cookies = null) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = cookies is not null,
        CookieContainer = cookies ?? new CookieContainer(),
        PooledConnectionLifetime = TimeSpan.Zero,
    })
    {
        Timeout = TimeSpan.FromMinutes(1),
    };
}

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class DoubledTestGroup : ICollectionFixture<DoubledSystem>
{
    public const string Name = "doubled system";
}
