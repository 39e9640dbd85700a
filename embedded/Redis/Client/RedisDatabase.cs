using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace StackExchange.Redis;

internal sealed class RedisDatabase(ConnectionMultiplexer multiplexer, int database) : RedisCommands, IDatabase
{
    private static readonly ConditionalWeakTable<string, string> Digests = [];

    public int Database { get; } = database;

    public ITransaction CreateTransaction(object? asyncState = null) => new RedisTransaction(multiplexer);

    /// <summary>By its digest, so that the server neither receives nor parses it every time; in full when the server does not know it.</summary>
    public override async Task<RedisResult> ScriptEvaluateAsync(
        string script, RedisKey[]? keys = null, RedisValue[]? values = null, CommandFlags flags = CommandFlags.None)
    {
        try
        {
            return await EvaluateAsync("EVALSHA", Digests.GetValue(script, DigestOf), keys, values);
        }
        catch (RedisServerException error) when (error.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            return await EvaluateAsync("EVAL", script, keys, values);
        }
    }

    protected override async Task<RedisResult> SendAsync(params RedisValue[] command) => (await multiplexer.SendAsync([command]))[0];

    [SuppressMessage("Security", "CA5350", Justification = "Redis names scripts by their SHA-1; it protects nothing.")]
    private static string DigestOf(string script) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(script)));
}
