using Npgsql;

namespace OpenClaw.Sidecar.State.Postgres;

/// <summary>Deletes expired rows; the metadata table remembers the last time, so that many sidecars do it once.</summary>
internal sealed class PostgresCleaner : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public PostgresCleaner(NpgsqlDataSource source, PostgresLayout layout, TimeSpan interval, TimeProvider clock, ILogger logger)
    {
        _loop = interval > TimeSpan.Zero ? LoopAsync(source, layout, interval, clock, logger) : Task.CompletedTask;
    }

    private async Task LoopAsync(NpgsqlDataSource source, PostgresLayout layout, TimeSpan interval, TimeProvider clock, ILogger logger)
    {
        try
        {
            while (true)
            {
                await Task.Delay(interval, clock, _stop.Token);
                try
                {
                    await CleanAsync(source, layout, interval, _stop.Token);
                }
                catch (NpgsqlException error)
                {
                    logger.CleanUpFailed(error.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            await Task.CompletedTask;
        }
    }

    private static async Task CleanAsync(NpgsqlDataSource source, PostgresLayout layout, TimeSpan interval, CancellationToken cancellationToken)
    {
        await using var claim = source.CreateCommand($"""
            INSERT INTO {layout.MetadataTable} (key, value) VALUES ($1, now()::text)
            ON CONFLICT (key) DO UPDATE SET value = now()::text
            WHERE {layout.MetadataTable}.value::timestamptz < now() - make_interval(secs => $2)
            """);
        claim.Parameters.Add(new NpgsqlParameter<string> { TypedValue = layout.CleanUpKey });
        claim.Parameters.Add(new NpgsqlParameter<double> { TypedValue = interval.TotalSeconds * 0.9 });
        if (await claim.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return;
        }
        await using var delete = source.CreateCommand(layout.Expire);
        await delete.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }
}
