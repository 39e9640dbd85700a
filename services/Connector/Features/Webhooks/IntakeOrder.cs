using OpenClaw.Connector.Features.Connections;
using OpenClaw.Contracts;

namespace OpenClaw.Connector.Features.Webhooks;

/// <summary>A verified, new and readable delivery.</summary>
internal sealed record IntakeOrder(
    Connection Connection, string DeliveryId, string EventName, DeliveryRecord Record, ConnectorItem Item)
{
    /// <summary>The same on every attempt: the idempotency key of all that follows.</summary>
    public string EventId => $"github:{Connection.Id}:{DeliveryId}";
}
