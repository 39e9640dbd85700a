using Dapr.Client;
using OpenClaw.Connector.Features.Webhooks;
using OpenClaw.Connector.Infrastructure;
using OpenClaw.Connector.Tests.Support;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.Testing;

namespace OpenClaw.Connector.Tests.Store;

/// <summary>What the delivery memory promises, on the real state store.</summary>
public sealed class DeliveryLedgerTests
{
    [Fact]
    public async Task Ledger_OnPostgres_KeepsTheFirstAttemptForEverybody()
    {
        Assert.SkipWhen(ServerPrograms.PostgresMissingReason is not null, ServerPrograms.PostgresMissingReason ?? "");
        var cancellation = TestContext.Current.CancellationToken;
        await using var postgres = await PostgresServer.StartAsync(cancellation);
        using var sidecar = await RealSidecar.StartAsync(postgres.ConnectionString, cancellation);
        using var one = new DaprClientBuilder().UseHttpEndpoint(sidecar.Endpoint.ToString()).Build();
        using var other = new DaprClientBuilder().UseHttpEndpoint(sidecar.Endpoint.ToString()).Build();
        DaprDeliveryLedger[] replicas = [LedgerOn(one), LedgerOn(other)];
        var acme = TestConnections.Acme();

        var records = await Task.WhenAll(Enumerable.Range(0, 8).Select(attempt => Task.Run(() =>
        {
            RequestContext.Continue($"request-{attempt:00}");
            return replicas[attempt % 2].BeginAsync(acme, "delivery-1", cancellation);
        })));
        await replicas[0].CompleteAsync(acme, "delivery-1", records[0], "issues", cancellation);

        Assert.Single(records.Select(record => (record.RequestId, record.ReceivedAt)).Distinct());
        Assert.True((await replicas[1].BeginAsync(acme, "delivery-1", cancellation)).IsComplete);
        Assert.False((await replicas[1].BeginAsync(acme, "delivery-2", cancellation)).IsComplete);
        Assert.Equal("issues", (await replicas[1].LastAsync(acme, cancellation))?.EventName);
        Assert.True(await IsForgottenLaterAsync(sidecar, cancellation));

        await postgres.KillAsync();
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => replicas[0].BeginAsync(acme, "delivery-3", cancellation));
    }

    private static DaprDeliveryLedger LedgerOn(DaprClient dapr) =>
        new(dapr, TimeProvider.System, Microsoft.Extensions.Options.Options.Create(TestConnections.Options()));

    private static async Task<bool> IsForgottenLaterAsync(RealSidecar sidecar, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var response = await http.GetAsync(
            new Uri(sidecar.Endpoint, "/v1.0/state/statestore/delivery:acme:github-acme:delivery-1"), cancellationToken);
        return response.Headers.Contains("metadata.ttlExpireTime");
    }
}
