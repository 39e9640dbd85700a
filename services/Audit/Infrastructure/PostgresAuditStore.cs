using Npgsql;
using NpgsqlTypes;
using OpenClaw.Audit.Features.Ingest;

namespace OpenClaw.Audit.Infrastructure;

/// <summary>
/// One round trip per commit: ids are claimed, entries inserted and queued for the sealer in one transaction. Entries that were
/// stored before are rare, so nobody looks for them first: a claim that fails tells, and the rest is stored without them.
/// </summary>
internal sealed class PostgresAuditStore(
    [FromKeyedServices(DatabaseRegistration.Writer)] NpgsqlDataSource dataSource, MonthPartitions partitions)
    : IAuditStore
{
    private const string Claim = """
        INSERT INTO audit.entry_ids (tenant_id, id, "timestamp") SELECT * FROM unnest($1::text[], $2::uuid[], $3::timestamptz[])
        """;

    private const string Queue = """
        INSERT INTO audit.unsealed (tenant_id, "timestamp", received_at, entries, ids, timestamps, intents, leaves) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    private const string Known = """
        SELECT tenant_id, id FROM unnest($1::text[], $2::uuid[]) AS entry (tenant_id, id) JOIN audit.entry_ids USING (tenant_id, id)
        """;

    private static readonly string Store = $"INSERT INTO audit.audit_entries ({EntryColumns.SealedNames}) SELECT * FROM unnest({EntryColumns.Parameters})";

    public IReadOnlyList<StorableEntry> Receive(IReadOnlyList<StorableEntry> entries, DateTimeOffset now)
    {
        using var line = new LeafLine();
        return [.. entries.Select(entry => entry with { ReceivedAt = now.UtcDateTime }).Select(entry => entry with { Leaf = line.HashOf(entry) })];
    }

    public async Task<HashSet<EntryKey>> AppendAsync(IReadOnlyList<StorableEntry> entries, CancellationToken cancellationToken)
    {
        try
        {
            return await TryAppendAsync(entries, cancellationToken);
        }
        catch (PostgresException exception) when (exception.IsMissingPartition())
        {
            partitions.Forget();
            return await TryAppendAsync(entries, cancellationToken);
        }
    }

    public async Task EnsurePartitionsAsync(IEnumerable<DateOnly> months, CancellationToken cancellationToken)
    {
        try
        {
            await partitions.EnsureAsync(months, cancellationToken);
        }
        catch (Exception exception) when (PostgresFailures.IsUnavailability(exception))
        {
            throw PostgresFailures.ToUnavailable(exception);
        }
    }

    private async Task<HashSet<EntryKey>> TryAppendAsync(IReadOnlyList<StorableEntry> entries, CancellationToken cancellationToken)
    {
        try
        {
            await partitions.EnsureAsync(entries.Select(entry => entry.Month).Distinct(), cancellationToken);
            while (entries.Count > 0 && await TryStoreAsync(entries, cancellationToken) is false)
            {
                var known = await KnownAsync(entries, cancellationToken);
                entries = [.. entries.Where(entry => !known.Contains(entry.Key))];
            }

            return [.. entries.Select(entry => entry.Key)];
        }
        catch (PostgresException exception) when (exception.BlamesData() && !exception.IsMissingPartition())
        {
            throw new AuditEntryRefusedException(exception.MessageText, exception);
        }
        catch (Exception exception) when (PostgresFailures.IsUnavailability(exception)
            && exception is not PostgresException { SqlState: PostgresErrorCodes.CheckViolation })
        {
            throw PostgresFailures.ToUnavailable(exception);
        }
    }

    /// <summary>False when somebody had stored one of them; then none was stored now.</summary>
    private async Task<bool> TryStoreAsync(IReadOnlyList<StorableEntry> entries, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        var (claim, store) = (new NpgsqlBatchCommand(Claim), new NpgsqlBatchCommand(Store));
        BindKeys(claim.Parameters, entries);
        EntryColumns.Bind(store.Parameters, entries);
        batch.BatchCommands.Add(claim);
        batch.BatchCommands.Add(store);

        // Also by month, so that whoever disposes of one sees what is waiting of it.
        foreach (var waiting in entries.GroupBy(entry => (entry.Entry.TenantId, entry.Month, HasLeaf: entry.Leaf is not null)))
        {
            batch.BatchCommands.Add(QueueOf([.. waiting]));
        }

        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
            return true;
        }
        catch (PostgresException exception) when (exception is { SqlState: PostgresErrorCodes.UniqueViolation, TableName: "entry_ids" })
        {
            return false;
        }
    }

    private async Task<HashSet<EntryKey>> KnownAsync(IReadOnlyList<StorableEntry> entries, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Known);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. entries.Select(entry => entry.Entry.TenantId)] });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. entries.Select(entry => entry.Entry.Id)] });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var known = new HashSet<EntryKey>();
        while (await reader.ReadAsync(cancellationToken))
        {
            known.Add(new EntryKey(reader.GetString(0), reader.GetGuid(1)));
        }

        return known;
    }

    private static NpgsqlBatchCommand QueueOf(StorableEntry[] entries)
    {
        var queue = new NpgsqlBatchCommand(Queue);
        queue.Parameters.Add(new NpgsqlParameter<string> { TypedValue = entries[0].Entry.TenantId });
        queue.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = entries[0].Entry.Timestamp.UtcDateTime });
        queue.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = entries.Min(entry => entry.ReceivedAt) });
        queue.Parameters.Add(new NpgsqlParameter<int> { TypedValue = entries.Length });
        queue.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. entries.Select(entry => entry.Entry.Id)] });
        queue.Parameters.Add(new NpgsqlParameter<DateTime[]> { TypedValue = [.. entries.Select(entry => entry.Entry.Timestamp.UtcDateTime)] });
        queue.Parameters.Add(new NpgsqlParameter<Guid?[]> { TypedValue = [.. entries.Select(entry => entry.Entry.IntentId)] });
        queue.Parameters.Add(new NpgsqlParameter { Value = entries[0].Leaf is null ? DBNull.Value : entries.Select(entry => entry.Leaf!).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
        return queue;
    }

    private static void BindKeys(NpgsqlParameterCollection parameters, IReadOnlyList<StorableEntry> entries)
    {
        parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. entries.Select(entry => entry.Entry.TenantId)] });
        parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. entries.Select(entry => entry.Entry.Id)] });
        parameters.Add(new NpgsqlParameter<DateTime[]> { TypedValue = [.. entries.Select(entry => entry.Entry.Timestamp.UtcDateTime)] });
    }
}
