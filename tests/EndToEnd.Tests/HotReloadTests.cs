using OpenClaw.Faults.HotReload;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>The short form of <c>dotnet run --project tests/Faults -- hot-reload</c>, which measures how fast; here only that it is right.</summary>
[Collection(SystemTestGroup.Name)]
public sealed class HotReloadTests(SharedSystem system, ITestOutputHelper output)
{
    private const int Limit = 4 * 60_000;

    /// <summary>One process of every service, a second one of connector and briefing.</summary>
    private const int Replicas = 8;

    [Fact(Timeout = Limit)]
    public async Task PolicyChanges_UnderLoad_ReachEveryReplica_AndNoDecisionMixesVersions()
    {
        SharedSystem.RequireServers();
        var options = new HotReloadOptions(Changes: 6, Clients: 10, Rate: 40, Replicas: 1);

        var outcome = await new HotReloadRun(system.Http, system.Running, TextWriter.Null).RunAsync(options, Replicas, TestContext.Current.CancellationToken);

        output.WriteLine(outcome.ToString());
        Assert.Empty(outcome.Mixed);
        Assert.Empty(outcome.Errors);
        Assert.True(outcome.Versions >= 2, $"The load saw changes: {outcome}");
        Assert.Equal(options.Clients, outcome.OpenSockets);
    }
}
