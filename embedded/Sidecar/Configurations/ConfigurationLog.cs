namespace OpenClaw.Sidecar.Configurations;

internal static partial class ConfigurationLog
{
    [LoggerMessage(EventId = 7701, Level = LogLevel.Warning, Message = "The change of configuration item {Key} was not delivered to the app: {Reason}")]
    public static partial void ChangeNotDelivered(this ILogger logger, string key, string reason);

    [LoggerMessage(EventId = 7702, Level = LogLevel.Warning, Message = "Changes of channel {Channel} are not heard for the moment: {Reason}")]
    public static partial void ListenerLost(this ILogger logger, string channel, string reason);
}
