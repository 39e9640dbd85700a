namespace StackExchange.Redis;

/// <summary>Something is wrong between this process and Redis.</summary>
public class RedisException : Exception
{
    /// <summary>Creates the exception.</summary>
    public RedisException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public RedisException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
