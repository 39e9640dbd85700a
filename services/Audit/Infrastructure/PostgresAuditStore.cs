using Npgsql;
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
        INSERT INTO audit.unsealed (tenant_id, id, "timestamp") SELECT * FROM unnest($1::text[], $2::uuid[], $3::timestamptz[])
        """;

    private const string Known = """
        SELECT tenant_id, id FROM unnest($1::text[], $2::uuid[]) AS entry (tenant_id, id) JOIN audit.entry_ids USING (tenant_id, id)
        """;

    private static readonly string Store = $"INSERT INTO audit.audit_entries ({EntryColumns.Names}) SELECT * FROM unnest({EntryColumns.Parameters})";

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
        var (claim, store, queue) = (new NpgsqlBatchCommand(Claim), new NpgsqlBatchCommand(Store), new NpgsqlBatchCommand(Queue));
        EntryColumns.BindKeys(claim.Parameters, entries);
        EntryColumns.Bind(store.Parameters, entries);
        EntryColumns.BindKeys(queue.Parameters, entries);
        batch.BatchCommands.Add(claim);
        batch.BatchCommands.Add(store);
        batch.BatchCommands.Add(queue);
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
}
