using System.Text.Json;
using StackExchange.Redis;

namespace OpenClaw.Sidecar.PubSub.Redis;

/// <summary>The commands of one consumer group on one stream.</summary>
internal sealed class RedisStream(RedisStreamOptions options, string topic, ConnectionMultiplexer shared, ConnectionMultiplexer own) : IAsyncDisposable
{
    /// <summary>Short, so that a stop is not kept waiting by a read.</summary>
    public static readonly TimeSpan Block = TimeSpan.FromMilliseconds(500);

    public string Topic { get; } = topic;

    /// <summary>Creates the group from the beginning of the stream, and the stream with it.</summary>
    public static async Task EnsureGroupAsync(IDatabase database, string topic, string group)
    {
        try
        {
            await database.ExecuteAsync("XGROUP", "CREATE", topic, group, "0", "MKSTREAM");
        }
        catch (RedisServerException error) when (error.Message.StartsWith("BUSYGROUP", StringComparison.Ordinal))
        {
            // It exists, which is what was wanted.
        }
    }

    public Task EnsureGroupAsync() => EnsureGroupAsync(shared.GetDatabase(), Topic, options.ConsumerId);

    /// <summary>Entries nobody of the group has seen; none when nothing came in time.</summary>
    public async Task<IReadOnlyList<(string Id, ReceivedMessage Message)>> ReadAsync()
    {
        var answer = await own.GetDatabase().ExecuteAsync(
            "XREADGROUP", "GROUP", options.ConsumerId, options.ConsumerId, "COUNT", options.QueueDepth, "BLOCK", (long)Block.TotalMilliseconds, "STREAMS", Topic, ">");
        // An array of one pair: the stream's name and its entries.
        return answer.IsNull ? [] : Entries(answer[0][1]);
    }

    /// <summary>Takes entries over that are pending for too long; those deleted meanwhile leave the pending list by themselves.</summary>
    public async Task<(IReadOnlyList<(string Id, ReceivedMessage Message)> Entries, string Next)> ClaimAsync(string from)
    {
        var answer = await shared.GetDatabase().ExecuteAsync("XAUTOCLAIM", Topic, options.ConsumerId, options.ConsumerId,
            (long)options.ProcessingTimeout.TotalMilliseconds, from, "COUNT", options.QueueDepth);
        return (Entries(answer[1]), (string)answer[0]!);
    }

    public Task AcknowledgeAsync(string id) => shared.GetDatabase().ExecuteAsync("XACK", Topic, options.ConsumerId, id);

    /// <summary>A stream takes nothing back, but an entry that looks overdue is claimed by the next who looks for such.</summary>
    public Task GiveBackAsync(string id) => shared.GetDatabase().ExecuteAsync("XCLAIM", Topic, options.ConsumerId, options.ConsumerId, 0, id,
        "IDLE", (long)options.ProcessingTimeout.TotalMilliseconds, "JUSTID");

    private IReadOnlyList<(string Id, ReceivedMessage Message)> Entries(RedisResult list) =>
        [.. ((RedisResult[]?)list ?? []).Where(entry => !entry.IsNull).Select(entry => ((string)entry[0]!, Message(entry[1])))];

    private ReceivedMessage Message(RedisResult fields)
    {
        ReadOnlyMemory<byte> body = default;
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in ((RedisResult[]?)fields ?? []).Chunk(2))
        {
            switch ((string?)pair[0])
            {
                case "data":
                    body = (byte[]?)pair[1];
                    break;
                case "metadata":
                    Read((byte[]?)pair[1], metadata);
                    break;
            }
        }
        return new ReceivedMessage(Topic, body, metadata);
    }

    private static void Read(byte[]? json, Dictionary<string, string> metadata)
    {
        try
        {
            foreach (var (name, value) in JsonSerializer.Deserialize(json, StreamJson.Default.DictionaryStringString) ?? [])
            {
                metadata[name] = value;
            }
        }
        catch (JsonException)
        {
            // Somebody else's entry: its data are delivered without metadata, as the original does.
            metadata.Clear();
        }
    }

    public ValueTask DisposeAsync() => own.DisposeAsync();
}
