namespace OpenClaw.Sidecar.Bindings;

internal static partial class BindingLog
{
    [LoggerMessage(EventId = 7601, Level = LogLevel.Warning, Message = "The app did not take an event of binding {Name}: {Reason}")]
    public static partial void EventNotTaken(this ILogger logger, string name, string reason);

    [LoggerMessage(EventId = 7602, Level = LogLevel.Information, Message = "Binding {Name} is read for the app")]
    public static partial void BindingStarted(this ILogger logger, string name);

    [LoggerMessage(EventId = 7603, Level = LogLevel.Warning, Message = "The source of binding {Name} is away: {Reason}")]
    public static partial void BindingSourceAway(this ILogger logger, string name, string reason);
}
