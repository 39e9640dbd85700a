using System.Globalization;
using Dapr;
using Dapr.Client;
using Microsoft.Extensions.Options;
using OpenClaw.Connector.Features.Connections;
using OpenClaw.Connector.Features.Webhooks;
using OpenClaw.Connector.Options;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.Connector.Infrastructure;

/// <summary>Delivery records in the state store, shared by all replicas, forgotten after their time to live.</summary>
internal sealed class DaprDeliveryLedger(DaprClient dapr, TimeProvider time, IOptions<GitHubOptions> options) : IDeliveryLedger
{
    private static readonly StateOptions OnlyIfAbsent = new() { Concurrency = ConcurrencyMode.FirstWrite };

    private Dictionary<string, string> TimeToLive => new(StringComparer.Ordinal)
    {
        ["ttlInSeconds"] = ((long)options.Value.DeliveryMemory.TotalSeconds).ToString(CultureInfo.InvariantCulture),
    };

    public async Task<DeliveryRecord> BeginAsync(Connection connection, string deliveryId, CancellationToken cancellationToken)
    {
        var key = KeyOf(connection, deliveryId);
        if (await ReadAsync<DeliveryRecord>(key, cancellationToken) is { } known)
        {
            return known;
        }

        var record = new DeliveryRecord(RequestContext.RequestId, time.GetUtcNow());
        try
        {
            await dapr.SaveStateAsync(ComponentNames.StateStore, key, record, OnlyIfAbsent, TimeToLive, cancellationToken);
            return record;
        }
        catch (DaprException exception)
        {
            // Either another replica was first, then its record counts, or the store is down.
            return await ReadAsync<DeliveryRecord>(key, cancellationToken)
                ?? throw new LedgerUnavailableException("The delivery could not be recorded.", exception);
        }
    }

    public async Task CompleteAsync(
        Connection connection, string deliveryId, DeliveryRecord record, string eventName, CancellationToken cancellationToken)
    {
        await WriteAsync(KeyOf(connection, deliveryId), record with { IsComplete = true }, TimeToLive, cancellationToken);
        await WriteAsync(LastKeyOf(connection), new LastDelivery(record.ReceivedAt, eventName), null, cancellationToken);
    }

    public Task<LastDelivery?> LastAsync(Connection connection, CancellationToken cancellationToken) =>
        ReadAsync<LastDelivery>(LastKeyOf(connection), cancellationToken);

    private static string KeyOf(Connection connection, string deliveryId) => $"delivery:{connection.TenantId}:{connection.Id}:{deliveryId}";

    private static string LastKeyOf(Connection connection) => $"last-delivery:{connection.TenantId}:{connection.Id}";

    private async Task<T?> ReadAsync<T>(string key, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await dapr.GetStateAsync<T?>(ComponentNames.StateStore, key, ConsistencyMode.Strong, null, cancellationToken);
        }
        catch (DaprException exception)
        {
            throw new LedgerUnavailableException("The state store did not answer.", exception);
        }
    }

    private async Task WriteAsync<T>(string key, T value, Dictionary<string, string>? metadata, CancellationToken cancellationToken)
    {
        try
        {
            await dapr.SaveStateAsync(ComponentNames.StateStore, key, value, null, metadata, cancellationToken);
        }
        catch (DaprException exception)
        {
            throw new LedgerUnavailableException("The state store did not take a record.", exception);
        }
    }
}
