using Microsoft.Extensions.Logging;

namespace OpenClaw.ServiceDefaults.Identity;

internal static partial class IdentityLog
{
    [LoggerMessage(EventId = 31, Level = LogLevel.Warning, Message = "A token was refused on {Path}: {Fault}")]
    public static partial void TokenRefused(this ILogger logger, string fault, string path);

    [LoggerMessage(EventId = 32, Level = LogLevel.Warning, Message = "The public key of internal tokens cannot be read yet: {Reason}")]
    public static partial void KeyNotYetReadable(this ILogger logger, string reason);

    [LoggerMessage(EventId = 34, Level = LogLevel.Warning, Message = "{Count} kind(s) of refused access wait for the audit log: {Reason}")]
    public static partial void RefusalsNotYetRecorded(this ILogger logger, int count, string reason);

    [LoggerMessage(EventId = 33, Level = LogLevel.Information, Message = "{Count} public key(s) of internal tokens loaded")]
    public static partial void KeysLoaded(this ILogger logger, int count);
}
