#nullable disable // as the original: callers may annotate or not
namespace Dapr.Actors;

/// <summary>What an actor threw, as far as it crosses the wire.</summary>
public class ActorInvokeException : Exception
{
    /// <summary>Creates an exception without details.</summary>
    public ActorInvokeException()
    {
    }

    /// <summary>Creates the exception from its type and message on the other side.</summary>
    public ActorInvokeException(string actualExceptionType, string message)
        : base(message) => ActualExceptionType = actualExceptionType;

    /// <summary>The type it had on the other side.</summary>
    public string ActualExceptionType { get; }
}

/// <summary>An actor's method threw; the inner exception tells what.</summary>
public class ActorMethodInvocationException : DaprApiException
{
    /// <summary>Creates an exception without details.</summary>
    public ActorMethodInvocationException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public ActorMethodInvocationException(string message, bool isTransient)
        : base(message, string.Empty, isTransient)
    {
    }

    /// <summary>Creates the exception with a message and what the actor threw.</summary>
    public ActorMethodInvocationException(string message, Exception innerException, bool isTransient)
        : base(message, innerException, string.Empty, isTransient)
    {
    }
}
