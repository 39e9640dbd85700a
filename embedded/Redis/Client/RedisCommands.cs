using System.Diagnostics;
using System.Globalization;

namespace StackExchange.Redis;

/// <summary>Turns methods into commands; what happens to a command is the subclass's matter.</summary>
internal abstract class RedisCommands : IDatabaseAsync
{
    protected abstract Task<RedisResult> SendAsync(params RedisValue[] command);

    public async Task<TimeSpan> PingAsync(CommandFlags flags = CommandFlags.None)
    {
        var started = Stopwatch.GetTimestamp();
        await SendAsync("PING");
        return Stopwatch.GetElapsedTime(started);
    }

    public async Task<RedisValue> StringGetAsync(RedisKey key, CommandFlags flags = CommandFlags.None) => (RedisValue)await SendAsync("GET", Text(key));

    public async Task<bool> StringSetAsync(
        RedisKey key, RedisValue value, TimeSpan? expiry = null, bool keepTtl = false, When when = When.Always, CommandFlags flags = CommandFlags.None)
    {
        List<RedisValue> command = ["SET", Text(key), value];
        if (expiry is { } lifetime)
        {
            command.AddRange("PX", (long)lifetime.TotalMilliseconds);
        }
        else if (keepTtl)
        {
            command.Add("KEEPTTL");
        }
        if (when != When.Always)
        {
            command.Add(when == When.Exists ? "XX" : "NX");
        }
        return !(await SendAsync([.. command])).IsNull;
    }

    public async Task<long> StringIncrementAsync(RedisKey key, long value = 1, CommandFlags flags = CommandFlags.None) =>
        (long)await SendAsync("INCRBY", Text(key), value);

    public Task<bool> KeyDeleteAsync(RedisKey key, CommandFlags flags = CommandFlags.None) => FlagAsync("DEL", Text(key));

    public Task<bool> KeyExistsAsync(RedisKey key, CommandFlags flags = CommandFlags.None) => FlagAsync("EXISTS", Text(key));

    public Task<bool> KeyExpireAsync(RedisKey key, TimeSpan? expiry, CommandFlags flags = CommandFlags.None) => expiry is { } lifetime
        ? FlagAsync("PEXPIRE", Text(key), (long)lifetime.TotalMilliseconds) : KeyPersistAsync(key, flags);

    public Task<bool> KeyPersistAsync(RedisKey key, CommandFlags flags = CommandFlags.None) => FlagAsync("PERSIST", Text(key));

    public async Task<TimeSpan?> KeyTimeToLiveAsync(RedisKey key, CommandFlags flags = CommandFlags.None) =>
        (long)await SendAsync("PTTL", Text(key)) is >= 0 and var milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;

    public async Task<RedisValue> HashGetAsync(RedisKey key, RedisValue hashField, CommandFlags flags = CommandFlags.None) =>
        (RedisValue)await SendAsync("HGET", Text(key), hashField);

    public async Task<RedisValue[]> HashGetAsync(RedisKey key, RedisValue[] hashFields, CommandFlags flags = CommandFlags.None) =>
        [.. ((RedisResult[]?)await SendAsync(["HMGET", Text(key), .. hashFields]) ?? []).Select(item => (RedisValue)item)];

    public async Task<HashEntry[]> HashGetAllAsync(RedisKey key, CommandFlags flags = CommandFlags.None)
    {
        var flat = (RedisResult[]?)await SendAsync("HGETALL", Text(key)) ?? [];
        return [.. flat.Chunk(2).Select(pair => new HashEntry((RedisValue)pair[0], (RedisValue)pair[1]))];
    }

    public Task HashSetAsync(RedisKey key, HashEntry[] hashFields, CommandFlags flags = CommandFlags.None) =>
        SendAsync(["HSET", Text(key), .. hashFields.SelectMany(field => new[] { field.Name, field.Value })]);

    public virtual Task<RedisResult> ScriptEvaluateAsync(
        string script, RedisKey[]? keys = null, RedisValue[]? values = null, CommandFlags flags = CommandFlags.None) =>
        EvaluateAsync("EVAL", script, keys, values);

    protected Task<RedisResult> EvaluateAsync(string command, string script, RedisKey[]? keys, RedisValue[]? values) =>
        SendAsync([command, script, keys?.Length ?? 0, .. (keys ?? []).Select(Text), .. values ?? []]);

    public Task<RedisResult> ExecuteAsync(string command, params object[] args) => SendAsync([command, .. args.Select(ValueOf)]);

    private async Task<bool> FlagAsync(params RedisValue[] command) => (long)await SendAsync(command) > 0;

    private static RedisValue Text(RedisKey key) => (string?)key;

    private static RedisValue ValueOf(object argument) => argument switch
    {
        RedisValue value => value,
        RedisKey key => Text(key),
        byte[] bytes => bytes,
        _ => Convert.ToString(argument, CultureInfo.InvariantCulture),
    };
}
