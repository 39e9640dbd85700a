namespace OpenClaw.Gateway.Infrastructure.Oidc;

internal static partial class OidcLog
{
    [LoggerMessage(EventId = 1101, Level = LogLevel.Information, Message = "{Count} usable key(s) of the identity provider fetched")]
    public static partial void ProviderKeysFetched(this ILogger logger, int count);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Warning, Message = "Keys of the identity provider cannot be refreshed, the last ones are used: {Reason}")]
    public static partial void ProviderKeysStale(this ILogger logger, string reason);

    [LoggerMessage(EventId = 1103, Level = LogLevel.Warning, Message = "The identity provider refused a code with status {Status}")]
    public static partial void CodeRefused(this ILogger logger, int status);
}
