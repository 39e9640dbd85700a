using System.Net.Http.Json;
using OpenClaw.Contracts;
using OpenClaw.Testing;

namespace OpenClaw.Policy.Tests.Http;

/// <summary>How a change comes from the replica that made it to the others, over one real database.</summary>
public sealed class DistributionTests(PolicySystem system)
{
    [Fact]
    public async Task Change_OnOneReplica_IsAnnouncedByItAlone_AndGovernsTheOtherWhenThatIsTold()
    {
        var database = await system.NewDatabaseAsync();
        await using var sidecar = await RecordingSidecar.StartAsync();
        await using var maker = await system.StartServiceAsync(database, sidecar);
        await using var otherSidecar = await RecordingSidecar.StartAsync();

        // It would find the change by itself in a minute, and announce it as one that nobody knows.
        await using var other = await system.StartServiceAsync(database, otherSidecar, ("Policy__Rules__PollInterval", "00:01:00"), ("Policy__Rules__MaxUnconfirmed", "00:10:00"));
        var tenant = PolicySystem.NewTenant();
        var eve = PolicySystem.In(tenant, A.Eve);

        (await system.SendAsync(eve, HttpMethod.Post, "", LifecycleTests.New("actions", "blocked: [email_send]", status: "active"), service: maker)).Must(201);
        var announced = Assert.Single(system.Announced(sidecar), change => change.Change.TenantId == tenant);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/events/policy-changed");
        request.Headers.Add(HeaderNames.DaprApiToken, system.Identity.SidecarToken);
        request.Content = JsonContent.Create(new { id = "1", data = announced.Change }, options: ContractsJson.Options);
        using var told = await other.Client.SendAsync(request);

        await Eventually.AsyncTrue(
            async _ => (await system.SendAsync(eve, HttpMethod.Get, "/version", service: other))["version"] == announced.Versions[tenant],
            PolicySystem.Deadline, "the other replica decides by it", () => other.Output);
        Assert.DoesNotContain(system.Announced(otherSidecar), change => change.Change.TenantId == tenant);
    }
}
