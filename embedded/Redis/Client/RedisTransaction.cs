namespace StackExchange.Redis;

internal sealed class RedisTransaction(ConnectionMultiplexer multiplexer) : RedisCommands, ITransaction
{
    private readonly List<(RedisValue[] Command, TaskCompletionSource<RedisResult> Answer)> _queued = [];

    protected override Task<RedisResult> SendAsync(params RedisValue[] command)
    {
        var answer = new TaskCompletionSource<RedisResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _queued.Add((command, answer));
        return answer.Task;
    }

    public async Task<bool> ExecuteAsync(CommandFlags flags = CommandFlags.None)
    {
        if (_queued.Count == 0)
        {
            return true;
        }
        RedisResult[] answers;
        try
        {
            answers = await multiplexer.SendAsync([["MULTI"], .. _queued.Select(one => one.Command), ["EXEC"]]);
        }
        catch (Exception error)
        {
            _queued.ForEach(one => one.Answer.TrySetException(error));
            throw;
        }
        if ((RedisResult[]?)answers[^1] is not { } results)
        {
            _queued.ForEach(one => one.Answer.TrySetCanceled());
            return false;
        }
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i].Error is { } error)
            {
                _queued[i].Answer.TrySetException(new RedisServerException(error));
            }
            else
            {
                _queued[i].Answer.TrySetResult(results[i]);
            }
        }
        return true;
    }
}
