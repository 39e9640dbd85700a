namespace OpenClaw.Sidecar.Resources;

internal static partial class ResourceLog
{
    [LoggerMessage(EventId = 7201, Level = LogLevel.Warning, Message = "A document of {File} is skipped: {Reason}")]
    public static partial void DocumentSkipped(this ILogger logger, string file, string reason);

    [LoggerMessage(EventId = 7202, Level = LogLevel.Information, Message = "Component {Name} ({Type}/{Version}) is loaded")]
    public static partial void ComponentLoaded(this ILogger logger, string name, string type, string version);

    [LoggerMessage(EventId = 7203, Level = LogLevel.Warning, Message = "Component {Name} is left out, its errors are ignored: {Reason}")]
    public static partial void ComponentIgnored(this ILogger logger, string name, string reason);

    [LoggerMessage(EventId = 7204, Level = LogLevel.Warning, Message = "Component {Name} needs the secret store {Store}, which is not loaded; it stays out")]
    public static partial void ComponentParked(this ILogger logger, string name, string store);

    [LoggerMessage(EventId = 7205, Level = LogLevel.Warning, Message = "{Owner}: the environment variable {Variable} may not be used; the value is empty")]
    public static partial void VariableRefused(this ILogger logger, string owner, string variable);

    [LoggerMessage(EventId = 7206, Level = LogLevel.Warning, Message = "{Owner}: secret {Secret} has no key {Key}; the value is empty")]
    public static partial void SecretMissing(this ILogger logger, string owner, string secret, string key);

    [LoggerMessage(EventId = 7207, Level = LogLevel.Warning, Message = "Component {Name} did not start ({Reason}); attempt {Attempt} follows")]
    public static partial void ComponentRetried(this ILogger logger, string name, string reason, int attempt);

    [LoggerMessage(EventId = 7208, Level = LogLevel.Error, Message = "Resiliency {Name} is refused as a whole: {Reason}")]
    public static partial void ResiliencyRefused(this ILogger logger, string name, string reason);
}
