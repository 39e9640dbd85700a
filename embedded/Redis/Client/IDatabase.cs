namespace StackExchange.Redis;

/// <summary>Commands on one database. Only the asynchronous ones: nothing here blocks a thread.</summary>
public interface IDatabase : IDatabaseAsync
{
    /// <summary>The number.</summary>
    int Database { get; }

    /// <summary>Commands that are sent together between MULTI and EXEC.</summary>
    ITransaction CreateTransaction(object? asyncState = null);
}
