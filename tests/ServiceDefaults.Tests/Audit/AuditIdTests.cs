using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;

namespace OpenClaw.ServiceDefaults.Tests.Audit;

public sealed class AuditIdTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, 123, TimeSpan.Zero);

    private static readonly AuditIntent Intent = new(
        AuditActionType.DataAccess, "github_webhook_ingest", "acme", "sarah", new(PolicyResult.Allow, "p", "v", "r"), Classification.Internal, "delivery-1")
    {
        OccurredAt = Noon,
    };

    [Fact]
    public void Id_OfARepeatedOperation_IsTheSameAndCarriesItsTime()
    {
        var id = AuditIds.Derive("connector", Intent);

        Assert.Equal(id, AuditIds.Derive("connector", Intent with { Detail = new() { ["attempt"] = 2 } }));
        Assert.Equal(7, id.Version);
        Assert.Equal(Noon.ToUnixTimeMilliseconds(), Convert.ToInt64(id.ToString("N")[..12], 16));
    }

    [Fact]
    public void Id_OfAnythingElse_IsAnother()
    {
        AuditIntent[] others =
        [
            Intent with { OperationKey = "delivery-2" }, Intent with { UserId = "mike" }, Intent with { TenantId = "globex" },
            Intent with { Action = "github_pr_read" }, Intent with { OccurredAt = Noon.AddMilliseconds(1) },
        ];

        var ids = others.Select(other => AuditIds.Derive("connector", other))
            .Append(AuditIds.Derive("briefing", Intent))
            .Append(AuditIds.Derive("connector", Intent))
            .ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public void Outcome_OfTheSameMillisecond_SortsAfterItsIntent()
    {
        for (var round = 0; round < 200; round++)
        {
            var intent = AuditIds.Derive("connector", Intent with { OperationKey = $"delivery-{round}" });
            var outcome = AuditIds.OutcomeOf(intent);

            Assert.Equal(7, outcome.Version);
            Assert.True(string.CompareOrdinal(intent.ToString(), outcome.ToString()) < 0);
            Assert.True(string.CompareOrdinal(
                AuditIds.New(Noon, AuditPhase.Intent).ToString(), AuditIds.New(Noon, AuditPhase.Outcome).ToString()) < 0);
        }
    }

    [Fact]
    public void Id_WithoutATimeOfTheOperation_DoesNotDependOnTheClock()
    {
        var id = AuditIds.Derive("connector", Intent with { OccurredAt = null });

        Assert.StartsWith("00000000-0000-7", id.ToString(), StringComparison.Ordinal);
    }
}
