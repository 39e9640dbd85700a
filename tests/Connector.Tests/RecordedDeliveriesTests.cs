using System.Text.Json;
using OpenClaw.Connector.Features.Connections;
using OpenClaw.Connector.Features.GitHub;
using OpenClaw.Connector.Tests.Support;
using OpenClaw.Contracts;
using OpenClaw.Simulators.GitHub.Deliveries;
using OpenClaw.Simulators.GitHub.Seed;
using OpenClaw.Testing;

namespace OpenClaw.Connector.Tests;

/// <summary>Deliveries as they really come, and as our simulator makes them.</summary>
public sealed class RecordedDeliveriesTests
{
    [Fact]
    public void RealDeliveries_AllFindTheirConnection_AndItemsAllNormalise()
    {
        Assert.SkipWhen(SolutionPaths.Shared is null, SolutionPaths.SharedMissingReason ?? "");
        var deliveries = RecordedDeliveries.Read(Path.Combine(SolutionPaths.Shared!, "data", "github-webhooks"));

        Assert.NotEmpty(deliveries);
        Assert.All(deliveries, delivery =>
            Assert.Equal("acme", TestConnections.Directory().Find(null, null, DeliveryOriginReader.Read(delivery.Body))?.TenantId));
        var items = deliveries.Where(delivery => delivery.IsItem).Select(Normalise).ToArray();
        Assert.All(items, item => Assert.Equal(Classification.Public, item.Classification));
        Assert.Equal(
            ["github:Codertocat/Hello-World/issues/1", "github:Codertocat/Hello-World/pull/2"],
            items.Select(item => item.Id).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains(items, item => item.ConcernedUsers.GetValueOrDefault("mike") == ItemRelation.ReviewRequested && item.State == ItemState.Open);
        Assert.Contains(items, item => item.ConcernedUsers.ContainsKey("sarah") && item.Deadline is not null);
        Assert.DoesNotContain(items, item => Json(item).Contains("accidently spelled", StringComparison.Ordinal));
    }

    [Fact]
    public void SimulatedDeliveries_AllNormalise_AndConcernTheRightPeople()
    {
        var world = GitHubWorld.Create(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));

        var items = new CompanyDeliveries(world).Of("acme-robotics").Where(delivery => delivery.IsItem).Select(Normalise).ToArray();

        Assert.True(items.Length > 100, $"only {items.Length}");
        var stop = items.Last(item => item.Title.StartsWith("Emergency stop", StringComparison.Ordinal) && item.Metadata["action"] == "assigned");
        Assert.Equal(ItemRelation.Assigned, stop.ConcernedUsers["sarah"]);
        Assert.Equal(2, stop.Blocking.Count);
        Assert.NotNull(stop.Deadline);
        Assert.Contains(items, item => item.Classification == Classification.Restricted);
        Assert.Contains(items, item => item.ConcernedUsers.GetValueOrDefault("sarah") == ItemRelation.ChangesRequested);
    }

    [Fact]
    public void SimulatedDeliveries_AreTheSameForEverybodyOnOneDay()
    {
        var morning = new CompanyDeliveries(GitHubWorld.Create(new DateTimeOffset(2026, 3, 2, 1, 0, 0, TimeSpan.Zero))).Of("acme-robotics");
        var evening = new CompanyDeliveries(GitHubWorld.Create(new DateTimeOffset(2026, 3, 2, 23, 0, 0, TimeSpan.Zero))).Of("acme-robotics");

        Assert.Equal(morning.Select(delivery => (delivery.DeliveryId, Convert.ToHexString(delivery.Body))), evening.Select(delivery => (delivery.DeliveryId, Convert.ToHexString(delivery.Body))));
        Assert.Equal(morning.Count, morning.Select(delivery => delivery.DeliveryId).Distinct().Count());
    }

    private static ConnectorItem Normalise(WebhookDelivery delivery)
    {
        var (item, unreadable) = GitHubDeliveryNormaliser.Normalise(delivery.EventName, delivery.Body, TestConnections.Acme());
        Assert.True(item is not null, $"{delivery.Name}: {unreadable}");
        return item;
    }

    private static string Json(ConnectorItem item) => JsonSerializer.Serialize(item, ContractsJson.Options);
}
