#nullable disable // as the original: callers may annotate or not
namespace Dapr.Actors.Runtime;

/// <summary>Why an actor is called.</summary>
public enum ActorCallType
{
    /// <summary>A caller called a method.</summary>
    ActorInterfaceMethod = 0,

    /// <summary>A timer is due.</summary>
    TimerMethod = 1,

    /// <summary>A reminder is due.</summary>
    ReminderMethod = 2,
}

/// <summary>The method that a turn is about.</summary>
public struct ActorMethodContext
{
    internal ActorMethodContext(string methodName, ActorCallType callType)
    {
        MethodName = methodName;
        CallType = callType;
    }

    /// <summary>The method.</summary>
    public string MethodName { get; }

    /// <summary>Why it is called.</summary>
    public ActorCallType CallType { get; }
}

/// <summary>Names an actor type.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class ActorAttribute : Attribute
{
    /// <summary>The name; the class name when it is not given.</summary>
    public string TypeName { get; set; }
}

/// <summary>A value that may be absent.</summary>
public struct ConditionalValue<TValue>(bool hasValue, TValue value)
{
    /// <summary>Whether there is a value.</summary>
    public bool HasValue { get; } = hasValue;

    /// <summary>The value; default when there is none.</summary>
    public TValue Value { get; } = value;
}

/// <summary>An actor that reminders can wake.</summary>
public interface IRemindable
{
    /// <summary>A reminder is due.</summary>
    Task ReceiveReminderAsync(string reminderName, byte[] state, TimeSpan dueTime, TimeSpan period);
}
