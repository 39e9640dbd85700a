namespace OpenClaw.Sidecar.Actors;

internal static partial class ActorLog
{
    [LoggerMessage(EventId = 7801, Level = LogLevel.Information, Message = "Hosting actor types {Types}")]
    public static partial void Hosting(this ILogger logger, string types);

    [LoggerMessage(EventId = 7802, Level = LogLevel.Error, Message = "The app has actors ({Types}), but no state store has actorStateStore: true; they are not hosted")]
    public static partial void NoStore(this ILogger logger, string types);

    [LoggerMessage(EventId = 7803, Level = LogLevel.Error, Message = "The app's answer to GET /dapr/config cannot be read; no actors are hosted: {Reason}")]
    public static partial void BadSettings(this ILogger logger, string reason);

    [LoggerMessage(EventId = 7804, Level = LogLevel.Debug, Message = "Actor {Actor} left this host")]
    public static partial void Deactivated(this ILogger logger, ActorKey actor);

    [LoggerMessage(EventId = 7805, Level = LogLevel.Warning, Message = "The app did not confirm that actor {Actor} is gone: {Reason}")]
    public static partial void DeactivationFailed(this ILogger logger, ActorKey actor, string reason);

    [LoggerMessage(EventId = 7806, Level = LogLevel.Warning, Message = "A turn of actor {Actor} did not end within {Drain} and was stopped because the actor moves")]
    public static partial void TurnStopped(this ILogger logger, ActorKey actor, TimeSpan drain);

    [LoggerMessage(EventId = 7807, Level = LogLevel.Warning, Message = "Timer {Timer} of actor {Actor} failed: {Reason}")]
    public static partial void TimerFailed(this ILogger logger, string timer, ActorKey actor, string reason);

    [LoggerMessage(EventId = 7808, Level = LogLevel.Warning, Message = "Reminder {Reminder} of actor {Actor} failed (attempt {Attempt}): {Reason}")]
    public static partial void ReminderFailed(this ILogger logger, string reminder, ActorKey actor, int attempt, string reason);

    [LoggerMessage(EventId = 7809, Level = LogLevel.Warning, Message = "Reminders could not be loaded; next attempt in one second: {Reason}")]
    public static partial void RemindersNotLoaded(this ILogger logger, string reason);

    [LoggerMessage(EventId = 7810, Level = LogLevel.Warning, Message = "The placement stream is lost; all {Count} actors of this host stop")]
    public static partial void PlacementLost(this ILogger logger, int count);

    [LoggerMessage(EventId = 7811, Level = LogLevel.Debug, Message = "{Count} reminders are due to fire on this host")]
    public static partial void RemindersLoaded(this ILogger logger, int count);
}
