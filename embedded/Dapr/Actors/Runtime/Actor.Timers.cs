#nullable disable // as the original: callers may annotate or not
namespace Dapr.Actors.Runtime;

public abstract partial class Actor
{
    private ActorTimerManager Timers => Host.TimerManager ?? throw new InvalidOperationException(
        "The actor was created without a timer manager; a test that needs one sets ActorTestOptions.TimerManager.");

    private string TypeName => Host.ActorTypeInfo.ActorTypeName;

    /// <summary>Registers a timer: it lives in memory only and does not keep the actor active.</summary>
    public Task<ActorTimer> RegisterTimerAsync(string timerName, string callback, byte[] callbackParams, TimeSpan dueTime, TimeSpan period) =>
        RegisterAsync(new ActorTimer(TypeName, Id, NameOf(timerName), callback, callbackParams, dueTime, period));

    /// <summary>Registers a timer that ends by itself.</summary>
    public Task<ActorTimer> RegisterTimerAsync(string timerName, string callback, byte[] callbackParams, TimeSpan dueTime, TimeSpan period, TimeSpan ttl) =>
        RegisterAsync(new ActorTimer(TypeName, Id, NameOf(timerName), callback, callbackParams, dueTime, period, ttl));

    /// <summary>Registers a reminder: it outlives restarts and wakes the actor.</summary>
    protected Task<IActorReminder> RegisterReminderAsync(string reminderName, byte[] state, TimeSpan dueTime, TimeSpan period) =>
        RegisterAsync(new ActorReminder(TypeName, Id, reminderName, state, dueTime, period));

    /// <summary>Registers a reminder that ends by itself.</summary>
    protected Task<IActorReminder> RegisterReminderAsync(string reminderName, byte[] state, TimeSpan dueTime, TimeSpan period, TimeSpan ttl) =>
        RegisterAsync(new ActorReminder(TypeName, Id, reminderName, state, dueTime, period, ttl));

    /// <summary>Registers a reminder that fires a number of times.</summary>
    protected Task<IActorReminder> RegisterReminderAsync(string reminderName, byte[] state, TimeSpan dueTime, TimeSpan period, int repetitions) =>
        RegisterAsync(new ActorReminder(TypeName, Id, reminderName, state, dueTime, period, repetitions));

    /// <summary>Registers a reminder that fires a number of times, or ends by itself earlier.</summary>
    protected Task<IActorReminder> RegisterReminderAsync(string reminderName, byte[] state, TimeSpan dueTime, TimeSpan period, int repetitions, TimeSpan ttl) =>
        RegisterAsync(new ActorReminder(TypeName, Id, reminderName, state, dueTime, period, repetitions, ttl));

    /// <summary>The reminder of that name; null when there is none.</summary>
    protected Task<IActorReminder> GetReminderAsync(string reminderName) =>
        Timers.GetReminderAsync(new ActorReminderToken(TypeName, Id, reminderName));

    /// <summary>Removes a reminder.</summary>
    protected Task UnregisterReminderAsync(IActorReminder reminder) => UnregisterReminderAsync(reminder?.Name);

    /// <summary>Removes a reminder.</summary>
    protected Task UnregisterReminderAsync(string reminderName) =>
        Timers.UnregisterReminderAsync(new ActorReminderToken(TypeName, Id, reminderName));

    /// <summary>Removes a timer.</summary>
    protected Task UnregisterTimerAsync(ActorTimer timer) => UnregisterTimerAsync(timer?.Name);

    /// <summary>Removes a timer.</summary>
    protected Task UnregisterTimerAsync(string timerName) =>
        Timers.UnregisterTimerAsync(new ActorTimerToken(TypeName, Id, timerName));

    private static string NameOf(string timerName) => string.IsNullOrEmpty(timerName) ? Guid.NewGuid().ToString() : timerName;

    private async Task<ActorTimer> RegisterAsync(ActorTimer timer)
    {
        await Timers.RegisterTimerAsync(timer);
        return timer;
    }

    private async Task<IActorReminder> RegisterAsync(ActorReminder reminder)
    {
        await Timers.RegisterReminderAsync(reminder);
        return reminder;
    }
}
