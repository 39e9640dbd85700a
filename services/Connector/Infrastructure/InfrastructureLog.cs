namespace OpenClaw.Connector.Infrastructure;

internal static partial class InfrastructureLog
{
    [LoggerMessage(EventId = 5301, Level = LogLevel.Warning, Message = "Webhook secrets were not renewed, the remembered ones go on counting: {Reason}")]
    public static partial void SecretsNotRenewed(this ILogger logger, string reason);
}
