using System.Net;
using Microsoft.Extensions.Logging;

namespace OpenClaw.ServiceDefaults.Policy;

internal static partial class TrialLog
{
    [LoggerMessage(EventId = 80, Level = LogLevel.Debug, Message = "What was seen of trial {TrialId} could not be reported and is reported later: {Reason}")]
    public static partial void TrialNotReported(this ILogger logger, Guid trialId, string reason);

    [LoggerMessage(EventId = 82, Level = LogLevel.Debug, Message = "The policy service answered {Status} to what was seen of trial {TrialId}, which is reported later")]
    public static partial void TrialRefused(this ILogger logger, Guid trialId, HttpStatusCode status);

    [LoggerMessage(EventId = 81, Level = LogLevel.Warning, Message = "Trials cannot be reported now: {Reason}")]
    public static partial void TrialsNotReported(this ILogger logger, string reason);
}
