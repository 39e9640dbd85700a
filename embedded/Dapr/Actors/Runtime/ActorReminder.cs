#nullable disable // as the original: callers may annotate or not
namespace Dapr.Actors.Runtime;

/// <summary>A registered reminder.</summary>
public interface IActorReminder
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>When it fires first.</summary>
    TimeSpan DueTime { get; }

    /// <summary>How often it fires again; negative for once.</summary>
    TimeSpan Period { get; }

    /// <summary>What it brings back.</summary>
    byte[] State { get; }
}

/// <summary>Names a reminder.</summary>
public class ActorReminderToken
{
    /// <summary>Names a reminder.</summary>
    public ActorReminderToken(string actorType, ActorId actorId, string name)
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

    /// <summary>The reminder's name.</summary>
    public string Name { get; }
}

/// <summary>A reminder.</summary>
public class ActorReminder : ActorReminderToken, IActorReminder
{
    /// <summary>Creates a reminder that repeats for ever.</summary>
    public ActorReminder(string actorType, ActorId actorId, string name, byte[] state, TimeSpan dueTime, TimeSpan period)
        : this(actorType, actorId, name, state, dueTime, period, null, null)
    {
    }

    /// <summary>Creates a reminder that ends by itself.</summary>
    public ActorReminder(string actorType, ActorId actorId, string name, byte[] state, TimeSpan dueTime, TimeSpan period, TimeSpan ttl)
        : this(actorType, actorId, name, state, dueTime, period, null, ttl)
    {
    }

    /// <summary>Creates a reminder that fires a number of times.</summary>
    public ActorReminder(string actorType, ActorId actorId, string name, byte[] state, TimeSpan dueTime, TimeSpan period, int? repetitions)
        : this(actorType, actorId, name, state, dueTime, period, repetitions, null)
    {
    }

    /// <summary>Creates a reminder.</summary>
    public ActorReminder(string actorType, ActorId actorId, string name, byte[] state, TimeSpan dueTime, TimeSpan period, int? repetitions, TimeSpan? ttl)
        : base(actorType, actorId, name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.FromMilliseconds(-1));
        if (ttl is { } end && (end < dueTime || end < TimeSpan.Zero))
        {
            throw new ArgumentOutOfRangeException(nameof(ttl), ttl, "The reminder would end before it is due.");
        }

        if (repetitions is <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(repetitions), repetitions, "The reminder must fire at least once.");
        }

        State = state;
        DueTime = dueTime;
        Period = period;
        Repetitions = repetitions;
        Ttl = ttl;
    }

    /// <inheritdoc/>
    public TimeSpan DueTime { get; }

    /// <inheritdoc/>
    public TimeSpan Period { get; }

    /// <inheritdoc/>
    public byte[] State { get; }

    /// <summary>When it ends; null for never.</summary>
    public TimeSpan? Ttl { get; }

    /// <summary>How many times it fires; null for ever.</summary>
    public int? Repetitions { get; }
}
