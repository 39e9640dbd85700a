namespace StackExchange.Redis;

/// <summary>Commands collected for MULTI/EXEC. Await their tasks only after <see cref="ExecuteAsync(CommandFlags)"/>.</summary>
public interface ITransaction : IDatabaseAsync
{
    /// <summary>Sends everything; true when the server executed it.</summary>
    Task<bool> ExecuteAsync(CommandFlags flags = CommandFlags.None);
}
