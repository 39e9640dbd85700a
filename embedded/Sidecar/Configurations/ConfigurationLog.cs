namespace OpenClaw.Sidecar.Configurations;

internal static partial class ConfigurationLog
{
    [LoggerMessage(EventId = 7701, Level = LogLevel.Warning, Message = "The change of configuration item {Key} was not delivered to the app: {Reason}")]
    public static partial void ChangeNotDelivered(this ILogger logger, string key, string reason);
}
