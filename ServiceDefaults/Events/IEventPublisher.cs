using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Events;

/// <summary>Publishes events as CloudEvents 1.0 whose id is <see cref="IEvent.EventId"/>; returns after the broker confirmed.</summary>
public interface IEventPublisher
{
    /// <exception cref="EventNotPublishedException">The sidecar or the broker did not take the event.</exception>
    Task PublishAsync<TEvent>(string topic, TEvent message, CancellationToken cancellationToken)
        where TEvent : IEvent;

    /// <summary>To every replica of every subscriber that is up now (<see cref="ComponentNames.Broadcast"/>).</summary>
    /// <exception cref="EventNotPublishedException">The sidecar or the broker did not take the event.</exception>
    Task BroadcastAsync<TEvent>(string topic, TEvent message, CancellationToken cancellationToken)
        where TEvent : IEvent;
}

/// <summary>The event was not accepted; the caller must not pretend its work is done.</summary>
public sealed class EventNotPublishedException : Exception
{
    public EventNotPublishedException()
    {
    }

    public EventNotPublishedException(string message)
        : base(message)
    {
    }

    public EventNotPublishedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>What an event handler tells the sidecar (Dapr's SUCCESS, RETRY, DROP).</summary>
public enum EventResult
{
    Done,
    Retry,
    Drop,
}
