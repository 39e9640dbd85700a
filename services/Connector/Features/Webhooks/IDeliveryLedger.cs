using OpenClaw.Connector.Features.Connections;

namespace OpenClaw.Connector.Features.Webhooks;

/// <summary>
/// What is known about deliveries, across restarts and replicas. <see cref="BeginAsync"/> fixes the request id and time
/// of the first attempt, so that a repeat after a crash tells the same story instead of a second one.
/// </summary>
internal interface IDeliveryLedger
{
    Task<DeliveryRecord> BeginAsync(Connection connection, string deliveryId, CancellationToken cancellationToken);

    /// <summary>Everything the delivery causes has happened; from now on repeats are duplicates.</summary>
    Task CompleteAsync(Connection connection, string deliveryId, DeliveryRecord record, string eventName, CancellationToken cancellationToken);

    Task<LastDelivery?> LastAsync(Connection connection, CancellationToken cancellationToken);
}

/// <param name="RequestId">Request id of the first attempt.</param>
/// <param name="ReceivedAt">Time of the first attempt.</param>
internal sealed record DeliveryRecord(string RequestId, DateTimeOffset ReceivedAt, bool IsComplete = false);

internal sealed record LastDelivery(DateTimeOffset At, string EventName);

/// <summary>The state store did not answer, so it is not known whether a delivery is new.</summary>
internal sealed class LedgerUnavailableException(string message, Exception innerException) : Exception(message, innerException);
