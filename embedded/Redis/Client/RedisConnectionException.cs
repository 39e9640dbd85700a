namespace StackExchange.Redis;

/// <summary>There is no connection, or it was lost while a command was under way.</summary>
public sealed class RedisConnectionException : RedisException
{
    /// <summary>Creates the exception.</summary>
    public RedisConnectionException(ConnectionFailureType failureType, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        FailureType = failureType;
    }

    /// <summary>What went wrong.</summary>
    public ConnectionFailureType FailureType { get; }
}
