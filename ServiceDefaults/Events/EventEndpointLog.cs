using Microsoft.Extensions.Logging;

namespace OpenClaw.ServiceDefaults.Events;

/// <summary>Log category of event deliveries.</summary>
public sealed class EventEndpointLog
{
    private EventEndpointLog()
    {
    }
}

internal static partial class EventLog
{
    [LoggerMessage(EventId = 11, Level = LogLevel.Warning, Message = "An event on {Route} cannot be read and goes to the dead letters: {Reason}")]
    public static partial void EventUnreadable(this ILogger logger, string route, string reason);

    [LoggerMessage(EventId = 12, Level = LogLevel.Error, Message = "The event {EventIdentity} of {Topic} could not be handled and is kept as {Key}")]
    public static partial void DeadLetterKept(this ILogger logger, string topic, string eventIdentity, string key);
}
