using OpenClaw.Testing;

namespace OpenClaw.Dapr.Tests.Actors;

public sealed class ManyReplicasTests(ActorCluster cluster) : IClassFixture<ActorCluster>, IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private readonly Ledger _ledger = new();
    private readonly string _run = Guid.NewGuid().ToString("N");
    private ActorReplica _a = null!;
    private ActorReplica _b = null!;

    public async ValueTask InitializeAsync()
    {
        _a = await cluster.StartReplicaAsync("a", _ledger, options => options.DrainRebalancedActors = true);
        _b = await cluster.StartReplicaAsync("b", _ledger, options => options.DrainRebalancedActors = true);
        await Eventually.AsyncTrue(
            async _ => (await Task.WhenAll(Enumerable.Range(0, 20).Select(n => _a.Counter($"{_run}-warm{n}").WhereAsync()))).Distinct().Count() == 2,
            Deadline,
            "actors spread over both replicas",
            () => _a.Output + _b.Output);
    }

    public async ValueTask DisposeAsync()
    {
        await _a.DisposeAsync();
        await _b.DisposeAsync();
    }

    [Fact]
    public async Task CallsFromBothReplicas_MeetInOneActorOneTurnAtATime()
    {
        var id = $"{_run}-one";

        var sums = await Task.WhenAll(Enumerable.Range(0, 60).Select(n => (n % 2 == 0 ? _a : _b).Counter(id).AddAsync(1, "x")));

        Assert.Equal(Enumerable.Range(1, 60), sums.Order());
        Assert.Empty(_ledger.Overlaps);
        Assert.Equal(1, _ledger.Count(id, "activated"));
    }

    [Fact]
    public async Task KilledHost_LosesItsActorsToTheOtherWithEveryAcknowledgedTurn()
    {
        var id = await ActorOnAsync("a");
        Assert.Equal(5, await _b.Counter(id).AddAsync(5, "before"));

        await _a.KillSidecarAsync();
        await Eventually.AsyncTrue(async token => await _b.Counter(id).AddAsync(1, "after", token) >= 6, Deadline, "the actor lives on", () => _b.Output);

        Assert.Equal("b", await _b.Counter(id).WhereAsync());
        Assert.Equal(5 + _ledger.Count(id, "add after"), await _b.Counter(id).ReadAsync());
    }

    [Fact]
    public async Task StoppedHost_FinishesItsTurnBeforeTheActorMoves()
    {
        var id = await ActorOnAsync("a");
        var running = _b.Counter(id).HoldAsync(800);
        await Eventually.True(() => _ledger.Count(id, "holding") == 1, Deadline, "the turn runs");

        var stopping = _a.StopSidecarAsync();
        Assert.True(await _b.Counter(id).AddAsync(1, "after") == 1);
        await stopping;
        await Record.ExceptionAsync(() => running);

        Assert.Equal(["holding", "held", "deactivated"], Story(id, "holding", "held", "deactivated"));
        Assert.Empty(_ledger.Overlaps);
        Assert.Equal("b", await _b.Counter(id).WhereAsync());
    }

    [Fact]
    public async Task Reminder_OutlivesItsHost()
    {
        var id = await ActorOnAsync("a");
        await _b.Counter(id).RemindAsync("pulse", 200);
        await Eventually.True(() => Fired(id, "a") >= 1, Deadline, "the first host fires it", () => _a.Output);

        await _a.KillSidecarAsync();
        await Eventually.True(() => Fired(id, "b") >= 2, Deadline, "the second host fires it", () => _b.Output);
        await _b.KillSidecarAsync();
        var before = Fired(id, "b");
        await _b.RestartSidecarAsync();

        await Eventually.True(() => Fired(id, "b") >= before + 2, Deadline, "a restarted host fires it", () => _b.Output);
        await _b.Counter(id).ForgetAsync("pulse");
    }

    [Fact]
    public async Task FrozenHost_StopsItsActorsBeforeItServesThemAgain()
    {
        var id = await ActorOnAsync("a");
        await _b.Counter(id).AddAsync(1, "x");

        _a.Signal("STOP");
        await Eventually.AsyncTrue(async _ => await _b.Counter(id).WhereAsync() == "b", Deadline, "the other host takes over", () => _b.Output);
        await _b.Counter(id).AddAsync(1, "y");
        _a.Signal("CONT");

        await Eventually.True(() => _ledger.Count(id, "deactivated") >= 1, Deadline, "the frozen host gave the actor up", () => _a.Output);
        var values = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => (n % 2 == 0 ? _a : _b).Counter(id).AddAsync(1, "z")));
        Assert.Equal(Enumerable.Range(3, 10), values.Order());
        Assert.Empty(_ledger.Overlaps);
    }

    private int Fired(string id, string host) =>
        _ledger.Entries.Count(entry => entry.Actor == id && entry.Host == host && entry.What == "reminder pulse data");

    private IEnumerable<string> Story(string id, params string[] what) =>
        _ledger.Entries.Where(entry => entry.Actor == id && entry.Host == "a" && what.Contains(entry.What)).Select(entry => entry.What);

    private async Task<string> ActorOnAsync(string host)
    {
        for (var n = 0; ; n++)
        {
            var id = $"{_run}-{n}";
            if (await _a.Counter(id).WhereAsync() == host)
            {
                return id;
            }
        }
    }
}
