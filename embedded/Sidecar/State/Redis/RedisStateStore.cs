using System.Globalization;
using OpenClaw.Sidecar.Resources;
using StackExchange.Redis;

namespace OpenClaw.Sidecar.State.Redis;

/// <summary>
/// <c>state.redis</c>: one hash per key with the fields <c>data</c>, <c>version</c> (the etag) and, once written with
/// first-write, <c>first-write</c>.
/// </summary>
internal sealed class RedisStateStore(ConnectionMultiplexer connection, ComponentMetadata metadata, int replicas) : IStateStore
{
    /// <summary>KEYS: key. ARGV: etag or 0, value, 0 for first-write else 1.</summary>
    private const string SetScript = """
        local version = redis.pcall('HGET', KEYS[1], 'version')
        if type(version) == 'table' then
          redis.call('DEL', KEYS[1])
          version = false
        end
        local guarded = redis.call('HEXISTS', KEYS[1], 'first-write') == 1
        if version and version ~= '' and version ~= ARGV[1] and (guarded or ARGV[1] ~= '0') then
          return redis.error_reply('failed to set key ' .. KEYS[1])
        end
        redis.call('HSET', KEYS[1], 'data', ARGV[2])
        if ARGV[3] == '0' then
          redis.call('HSET', KEYS[1], 'first-write', 0)
        end
        return redis.call('HINCRBY', KEYS[1], 'version', 1)
        """;

    /// <summary>KEYS: key. ARGV: etag or 0.</summary>
    private const string DeleteScript = """
        local version = redis.pcall('HGET', KEYS[1], 'version')
        if not version or type(version) == 'table' or version == '' or version == ARGV[1] or ARGV[1] == '0' then
          return redis.call('DEL', KEYS[1])
        end
        return redis.error_reply('failed to delete ' .. KEYS[1])
        """;

    private readonly IDatabase _database = connection.GetDatabase();
    private readonly long? _defaultTtl = metadata.Text("ttlInSeconds") is null ? null : metadata.Int32("ttlInSeconds", 0);

    /// <summary>How long a strong write waits for the replicas.</summary>
    private const string ReplicaPatience = "1000";

    /// <summary>Counts the replicas, which strong writes wait for from then on.</summary>
    public static async Task<RedisStateStore> StartAsync(ConnectionMultiplexer connection, ComponentMetadata metadata, CancellationToken cancellationToken)
    {
        const string Field = "connected_slaves:";
        var information = (string?)await connection.GetDatabase().ExecuteAsync("INFO", "replication").WaitAsync(cancellationToken) ?? "";
        var line = information.Split('\n').FirstOrDefault(text => text.StartsWith(Field, StringComparison.Ordinal));
        return new RedisStateStore(connection, metadata, line is null ? 0 : int.Parse(line.AsSpan(Field.Length).Trim(), CultureInfo.InvariantCulture));
    }

    public IReadOnlyList<string> Capabilities { get; } = ["ETAG", "TRANSACTIONAL", "TTL", "KEYS_LIKE"];

    public async ValueTask<StateEntry?> GetAsync(string key, CancellationToken cancellationToken)
    {
        HashEntry[] fields;
        try
        {
            fields = await _database.HashGetAllAsync(key).WaitAsync(cancellationToken);
        }
        catch (RedisServerException error) when (error.Message.StartsWith("WRONGTYPE", StringComparison.Ordinal))
        {
            // A key that somebody else wrote as plain text is readable, without an etag.
            var plain = await _database.StringGetAsync(key).WaitAsync(cancellationToken);
            return plain.IsNull ? null : new StateEntry(key, plain, null);
        }
        return fields.Length == 0 ? null : new StateEntry(key,
            fields.FirstOrDefault(field => field.Name == "data").Value, fields.FirstOrDefault(field => field.Name == "version").Value);
    }

    public async Task<IReadOnlyList<StateEntry>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        [.. (await Task.WhenAll(keys.Select(key => GetAsync(key, cancellationToken).AsTask()))).OfType<StateEntry>()];

    public async Task SetAsync(StateSet request, CancellationToken cancellationToken)
    {
        // Last-write ignores a given etag; so does the original.
        var etag = request.LastWrite ? "0" : Version(request.ETag);
        try
        {
            await SetAsync(_database, request, etag, request.FirstWrite).WaitAsync(cancellationToken);
        }
        catch (RedisServerException error) when (error.Message.Contains("failed to set key", StringComparison.Ordinal))
        {
            throw request.ETag is not null && !request.LastWrite ? ETagException.Mismatch(request.Key) : new StateStoreException($"failed to set key {request.Key}");
        }
        await ExpireAsync(_database, request).WaitAsync(cancellationToken);
        if (request.Strong && replicas > 0)
        {
            await _database.ExecuteAsync("WAIT", replicas.ToString(CultureInfo.InvariantCulture), ReplicaPatience).WaitAsync(cancellationToken);
        }
    }

    public async Task DeleteAsync(StateDelete request, CancellationToken cancellationToken)
    {
        try
        {
            await _database.ScriptEvaluateAsync(DeleteScript, [request.Key], [Version(request.ETag)]).WaitAsync(cancellationToken);
        }
        catch (RedisServerException error) when (error.Message.Contains("failed to delete", StringComparison.Ordinal))
        {
            throw ETagException.Mismatch(request.Key);
        }
    }

    /// <summary>MULTI/EXEC of the same scripts; nothing is rolled back when one fails, and first-write is not honoured.</summary>
    public async Task TransactAsync(IReadOnlyList<IStateChange> changes, CancellationToken cancellationToken)
    {
        var transaction = _database.CreateTransaction();
        var answers = new List<Task>();
        foreach (var change in changes)
        {
            if (change is StateSet set)
            {
                answers.Add(SetAsync(transaction, set, Version(set.ETag), firstWrite: false));
                answers.Add(ExpireAsync(transaction, set));
            }
            else
            {
                answers.Add(transaction.ScriptEvaluateAsync(DeleteScript, [change.Key], [Version(((StateDelete)change).ETag)]));
            }
        }
        await transaction.ExecuteAsync().WaitAsync(cancellationToken);
        await Task.WhenAll(answers);
    }

    private static Task<RedisResult> SetAsync(IDatabaseAsync database, StateSet request, string etag, bool firstWrite) =>
        database.ScriptEvaluateAsync(SetScript, [request.Key], [etag, request.Value, firstWrite ? "0" : "1"]);

    private Task ExpireAsync(IDatabaseAsync database, StateSet request) => (request.TtlSeconds ?? _defaultTtl) switch
    {
        null => Task.CompletedTask,
        > 0 and var seconds => database.KeyExpireAsync(request.Key, TimeSpan.FromSeconds(seconds)),
        _ => database.KeyPersistAsync(request.Key),
    };

    private static string Version(string? etag) => etag is null ? "0"
        : long.TryParse(etag, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? etag
        : throw ETagException.Invalid(etag);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
