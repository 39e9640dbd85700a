using OpenClaw.Faults.HotReload;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>
/// The short form of <c>dotnet run --project tests/Faults -- blocked --one</c>, which has the limit as shipped: one replica of the
/// gateway hears nothing of policies any more, the other two do.
/// </summary>
[Collection(DoubledTestGroup.Name)]
public sealed class CutOffReplicaTests(DoubledSystem system, ITestOutputHelper output)
{
    private const int Timeout = 5 * 60_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    [Fact(Timeout = Timeout)]
    public async Task Replica_CutOffFromPolicies_DeniesAndIsUnreadyByItsLimit_WhileTheOthersGoOn()
    {
        SharedSystem.RequireServers();
        using var http = DoubledSystem.NewClient();

        var outcome = await new OneBlockedRun(http, system.Running, TextWriter.Null).RunAsync(Limit, TestContext.Current.CancellationToken);

        output.WriteLine(outcome.ToString());
        Assert.True(outcome.IsGood, outcome.ToString());
        Assert.Contains("policy-engine-unavailable", outcome.Denial, StringComparison.Ordinal);
        Assert.Contains("which is too long", outcome.Denial, StringComparison.Ordinal);
    }
}
