using Npgsql;
using NpgsqlTypes;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.State.Postgres;

/// <summary><c>state.postgresql</c>; the layout is the version.</summary>
internal sealed class PostgresStateStore : IStateStore
{
    private readonly NpgsqlDataSource _source;
    private readonly PostgresLayout _layout;
    private readonly PostgresCleaner _cleaner;

    private PostgresStateStore(NpgsqlDataSource source, PostgresLayout layout, PostgresCleaner cleaner)
    {
        _source = source;
        _layout = layout;
        _cleaner = cleaner;
    }

    public IReadOnlyList<string> Capabilities { get; } = ["ETAG", "TRANSACTIONAL", "TTL", "DELETE_WITH_PREFIX", "KEYS_LIKE"];

    public static async Task<PostgresStateStore> StartAsync(
        ComponentMetadata metadata, PostgresLayout layout, TimeProvider clock, ILogger<PostgresStateStore> logger, CancellationToken cancellationToken)
    {
        var source = PostgresConnectionString.Connect(metadata, "dapr-state");
        try
        {
            await PostgresSchema.MigrateAsync(source, layout, cancellationToken);
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
        var interval = metadata.Text("cleanupInterval") is null && metadata.Text("cleanupIntervalInSeconds") is not null
            ? TimeSpan.FromSeconds(metadata.Int32("cleanupIntervalInSeconds", 3600))
            : metadata.Duration("cleanupInterval", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        return new PostgresStateStore(source, layout, new PostgresCleaner(source, layout, interval, clock, logger));
    }

    public async ValueTask<StateEntry?> GetAsync(string key, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(_layout.Get);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? _layout.Read(reader) : null;
    }

    public async Task<IReadOnlyList<StateEntry>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(_layout.GetMany);
        command.Parameters.Add(new NpgsqlParameter { Value = keys.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<StateEntry>(keys.Count);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(_layout.Read(reader));
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
        command.CommandText = request.ETag is not null ? _layout.Update : request.FirstWrite ? _layout.FirstWrite : _layout.Set;
        _layout.Bind(request, command.Parameters);
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            throw request.ETag is not null ? ETagException.Mismatch(request.Key) : new StateStoreException("no item was updated");
        }
    }

    private async Task DeleteAsync(StateDelete request, NpgsqlCommand command, CancellationToken cancellationToken)
    {
        command.CommandText = request.ETag is not null ? _layout.DeleteMatching : _layout.Delete;
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = request.Key });
        if (request.ETag is not null)
        {
            command.Parameters.Add(_layout.ETag(request.Key, request.ETag));
        }
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0 && request.ETag is not null)
        {
            throw ETagException.Mismatch(request.Key);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _cleaner.DisposeAsync();
        await _source.DisposeAsync();
    }
}
