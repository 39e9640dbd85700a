using Microsoft.Extensions.Logging;

namespace OpenClaw.ServiceDefaults.Http;

internal static partial class HttpLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    public static partial void RequestFailed(this ILogger logger, Exception exception, string method, string path);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "{Method} {Path} refused with {Code}: {Reason}")]
    public static partial void RequestRefused(this ILogger logger, string code, string method, string path, string reason);
}
