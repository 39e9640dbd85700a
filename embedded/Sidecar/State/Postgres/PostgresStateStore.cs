using Npgsql;
using NpgsqlTypes;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.State.Postgres;

/// <summary><c>state.postgresql</c> v2.</summary>
internal sealed class PostgresStateStore : IStateStore
{
    private readonly NpgsqlDataSource _source;
    private readonly PostgresSql _sql;
    private readonly PostgresCleaner _cleaner;

    private PostgresStateStore(NpgsqlDataSource source, PostgresSql sql, PostgresCleaner cleaner)
    {
        _source = source;
        _sql = sql;
        _cleaner = cleaner;
    }

    public IReadOnlyList<string> Capabilities { get; } = ["ETAG", "TRANSACTIONAL", "TTL", "DELETE_WITH_PREFIX", "KEYS_LIKE"];

    public static async Task<PostgresStateStore> StartAsync(
        ComponentMetadata metadata, TimeProvider clock, ILogger<PostgresStateStore> logger, CancellationToken cancellationToken)
    {
        var connection = PostgresConnectionString.Parse(metadata);
        connection.CommandTimeout = (int)Math.Max(1, metadata.Duration("timeout", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20)).TotalSeconds);
        connection.MaxPoolSize = metadata.Int32("maxConns", 20);
        connection.MaxAutoPrepare = 20;
        connection.AutoPrepareMinUsages = 2;
        connection.ApplicationName ??= "dapr-state";
        var sql = new PostgresSql(metadata.Text("tablePrefix") ?? "", metadata.Text("metadataTableName") ?? "dapr_metadata");
        var source = new NpgsqlSlimDataSourceBuilder(connection.ConnectionString).EnableArrays().EnableTransportSecurity().Build();
        try
        {
            await PostgresSchema.MigrateAsync(source, sql, cancellationToken);
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
        var interval = metadata.Duration("cleanupInterval", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        return new PostgresStateStore(source, sql, new PostgresCleaner(source, sql, interval, clock, logger));
    }

    public async ValueTask<StateEntry?> GetAsync(string key, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(_sql.Get);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    public async Task<IReadOnlyList<StateEntry>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(_sql.GetMany);
        command.Parameters.Add(new NpgsqlParameter { Value = keys.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<StateEntry>(keys.Count);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(Read(reader));
        }
        return found;
    }

    public Task SetAsync(StateSet request, CancellationToken cancellationToken) => ApplyAsync(request, _source.CreateCommand(), cancellationToken);

    public Task DeleteAsync(StateDelete request, CancellationToken cancellationToken) => ApplyAsync(request, _source.CreateCommand(), cancellationToken);

    public async Task TransactAsync(IReadOnlyList<IStateChange> changes, CancellationToken cancellationToken)
    {
        if (changes.Count == 1)
        {
            await ApplyAsync(changes[0], _source.CreateCommand(), cancellationToken);
            return;
        }
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var change in changes)
        {
            await ApplyAsync(change, new NpgsqlCommand(null, connection, transaction), cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task ApplyAsync(IStateChange change, NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command)
        {
            switch (change)
            {
                case StateSet set:
                    await SetAsync(set, command, cancellationToken);
                    break;
                case StateDelete delete:
                    await DeleteAsync(delete, command, cancellationToken);
                    break;
            }
        }
    }

    private async Task SetAsync(StateSet request, NpgsqlCommand command, CancellationToken cancellationToken)
    {
        command.CommandText = request.ETag is not null ? _sql.Update : request.FirstWrite ? _sql.FirstWrite : _sql.Set;
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = request.Key });
        command.Parameters.Add(new NpgsqlParameter { Value = request.Value, NpgsqlDbType = NpgsqlDbType.Bytea });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = request.TtlSeconds ?? 0 });
        if (request.ETag is not null)
        {
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ParseETag(request.Key, request.ETag) });
        }
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            throw request.ETag is not null ? ETagException.Mismatch(request.Key) : new StateStoreException("no item was updated");
        }
    }

    private async Task DeleteAsync(StateDelete request, NpgsqlCommand command, CancellationToken cancellationToken)
    {
        command.CommandText = request.ETag is not null ? _sql.DeleteMatching : _sql.Delete;
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = request.Key });
        if (request.ETag is not null)
        {
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ParseETag(request.Key, request.ETag) });
        }
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0 && request.ETag is not null)
        {
            throw ETagException.Mismatch(request.Key);
        }
    }

    /// <summary>What is no UUID was never given out by this store: a mismatch, not a malformed request.</summary>
    private static Guid ParseETag(string key, string etag) => Guid.TryParse(etag, out var parsed) ? parsed : throw ETagException.Mismatch(key);

    private static StateEntry Read(NpgsqlDataReader reader) => new(
        reader.GetString(0),
        reader.GetFieldValue<byte[]>(1),
        reader.GetGuid(2).ToString(),
        reader.IsDBNull(3) ? null : new DateTimeOffset(reader.GetDateTime(3), TimeSpan.Zero));

    public async ValueTask DisposeAsync()
    {
        await _cleaner.DisposeAsync();
        await _source.DisposeAsync();
    }
}
