using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Events;

/// <summary>
/// Consumes one kind of event. Deliveries repeat and arrive out of order, so handlers are idempotent by
/// <see cref="IEvent.EventId"/>. An exception means "not now": the sidecar delivers again.
/// </summary>
public interface IEventConsumer<in TEvent>
    where TEvent : IEvent
{
    Task<EventResult> HandleAsync(TEvent message, CancellationToken cancellationToken);
}
