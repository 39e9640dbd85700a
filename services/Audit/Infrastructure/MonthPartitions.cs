using System.Collections.Concurrent;
using Npgsql;
using OpenClaw.Audit.Features.Ingest;

namespace OpenClaw.Audit.Infrastructure;

/// <summary>The months known to have a partition; asks the database once per month and process.</summary>
internal sealed class MonthPartitions([FromKeyedServices(DatabaseRegistration.Writer)] NpgsqlDataSource dataSource, ILogger<MonthPartitions> logger)
{
    private readonly ConcurrentDictionary<DateOnly, bool> _known = new();

    public async Task EnsureAsync(IEnumerable<DateOnly> months, CancellationToken cancellationToken)
    {
        foreach (var month in months.Where(month => !_known.ContainsKey(month)))
        {
            // A statement of its own: made inside the batch's transaction it would hold its lock until that commits.
            await using var command = dataSource.CreateCommand("SELECT audit.ensure_partition($1)");
            command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = month });
            if (await command.ExecuteScalarAsync(cancellationToken) is true)
            {
                logger.PartitionMade(month);
            }

            _known[month] = true;
        }
    }

    /// <summary>A partition that was there has gone (detached, restored from a backup): ask again.</summary>
    public void Forget() => _known.Clear();
}
