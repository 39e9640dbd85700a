namespace OpenClaw.Policy.Features.Classifying;

internal static partial class ClassifyingLog
{
    [LoggerMessage(EventId = 2014, Level = LogLevel.Error, Message = "Content could not be looked at, so it counts as restricted")]
    public static partial void AssessorFailed(this ILogger logger, Exception exception);
}
