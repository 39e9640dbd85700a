using Microsoft.Extensions.Options;
using Npgsql;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Audit.Options;

namespace OpenClaw.Audit.Infrastructure;

/// <summary>
/// A copy of the database for questions, as long as it is no older than allowed. Twice a second the primary is asked how far
/// its write-ahead log is, and the copy how much of that it has replayed: what it had when it was asked is how old it is,
/// whatever the clocks of the two say. A copy that is paused, cut off, dead or no copy at all grows too old by itself.
/// </summary>
internal sealed class ReadReplica(
    [FromKeyedServices(DatabaseRegistration.Reader)] NpgsqlDataSource primary, IServiceProvider services, IOptions<QueryOptions> options, TimeProvider time, ILogger<ReadReplica> logger)
    : BackgroundService
{
    private const string Written = "SELECT (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint";
    private const string Replayed = "SELECT CASE WHEN pg_is_in_recovery() THEN (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::bigint ELSE -1 END";
    private const int MostSamples = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private readonly NpgsqlDataSource? _replica = services.GetKeyedService<NpgsqlDataSource>(DatabaseRegistration.Replica);
    private readonly Queue<(long Place, DateTimeOffset At)> _samples = new();
    private long _caughtUpTicks;

    /// <summary>The copy; null when there is none or it is too old.</summary>
    public NpgsqlDataSource? Fresh => IsFresh ? _replica : null;

    private bool IsFresh => time.GetUtcNow().UtcTicks - Interlocked.Read(ref _caughtUpTicks) <= options.Value.MaxReplicaLag.Ticks;

    /// <summary>A question failed there: none is asked until it was seen to be in order again.</summary>
    public void Distrust() => Interlocked.Exchange(ref _caughtUpTicks, 0);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var wasFresh = false; _replica is not null && !stoppingToken.IsCancellationRequested; await Task.Delay(Pause, time, stoppingToken))
        {
            try
            {
                await LookAsync(_replica, stoppingToken);
            }
            catch (Exception exception) when (PostgresFailures.IsUnavailability(exception))
            {
                logger.ReplicaNotAsked(exception.Message);
            }

            if (IsFresh != wasFresh)
            {
                wasFresh = !wasFresh;
                logger.ReplicaChanged(wasFresh ? "answers" : "is too old to answer");
            }
        }
    }

    private async Task LookAsync(NpgsqlDataSource replica, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_samples.Count < MostSamples)
        {
            _samples.Enqueue((await AskAsync(primary, Written, cancellationToken), now));
        }

        var replayed = await AskAsync(replica, Replayed, cancellationToken);
        while (_samples.TryPeek(out var sample) && sample.Place <= replayed)
        {
            Interlocked.Exchange(ref _caughtUpTicks, sample.At.UtcTicks);
            _samples.Dequeue();
        }
    }

    private static async Task<long> AskAsync(NpgsqlDataSource dataSource, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Constants of this class.
        await using var command = dataSource.CreateCommand(sql);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(cancellationToken) is long place ? place : -1;
    }
}
