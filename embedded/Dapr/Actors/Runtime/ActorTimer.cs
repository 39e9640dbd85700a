#nullable disable // as the original: callers may annotate or not
namespace Dapr.Actors.Runtime;

/// <summary>Names a timer.</summary>
public class ActorTimerToken
{
    /// <summary>Names a timer.</summary>
    public ActorTimerToken(string actorType, ActorId actorId, string name)
    {
        ArgumentNullException.ThrowIfNull(actorType);
        ArgumentNullException.ThrowIfNull(actorId);
        ArgumentNullException.ThrowIfNull(name);
        ActorType = actorType;
        ActorId = actorId;
        Name = name;
    }

    /// <summary>The actor's type.</summary>
    public string ActorType { get; }

    /// <summary>The actor's id.</summary>
    public ActorId ActorId { get; }

    /// <summary>The timer's name.</summary>
    public string Name { get; }
}

/// <summary>A timer.</summary>
public class ActorTimer : ActorTimerToken
{
    /// <summary>Creates a timer.</summary>
    public ActorTimer(string actorType, ActorId actorId, string name, string timerCallback, byte[] data, TimeSpan dueTime, TimeSpan period)
        : base(actorType, actorId, name)
    {
        ArgumentException.ThrowIfNullOrEmpty(timerCallback);
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.FromMilliseconds(-1));
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.FromMilliseconds(-1));
        TimerCallback = timerCallback;
        Data = data;
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>Creates a timer that ends by itself.</summary>
    public ActorTimer(string actorType, ActorId actorId, string name, string timerCallback, byte[] data, TimeSpan dueTime, TimeSpan period, TimeSpan ttl)
        : this(actorType, actorId, name, timerCallback, data, dueTime, period)
    {
        if (ttl < dueTime || ttl < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(ttl), ttl, "The timer would end before it is due.");
        }

        Ttl = ttl;
    }

    /// <summary>The method it calls.</summary>
    public string TimerCallback { get; }

    /// <summary>What it brings back.</summary>
    public byte[] Data { get; }

    /// <summary>When it fires first.</summary>
    public TimeSpan DueTime { get; }

    /// <summary>How often it fires again; negative for once.</summary>
    public TimeSpan Period { get; }

    /// <summary>When it ends; null for never.</summary>
    public TimeSpan? Ttl { get; }
}

/// <summary>Keeps timers and reminders.</summary>
public abstract class ActorTimerManager
{
    /// <summary>Registers a reminder.</summary>
    public abstract Task RegisterReminderAsync(ActorReminder reminder);

    /// <summary>Removes a reminder.</summary>
    public abstract Task UnregisterReminderAsync(ActorReminderToken reminder);

    /// <summary>Reads a reminder.</summary>
    public abstract Task<IActorReminder> GetReminderAsync(ActorReminderToken reminder);

    /// <summary>Registers a timer.</summary>
    public abstract Task RegisterTimerAsync(ActorTimer timer);

    /// <summary>Removes a timer.</summary>
    public abstract Task UnregisterTimerAsync(ActorTimerToken timer);
}
