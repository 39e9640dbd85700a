using Npgsql;
using NpgsqlTypes;
using OpenClaw.Audit.Features.Ingest;

namespace OpenClaw.Audit.Infrastructure;

/// <summary>
/// One round trip per commit: ids are claimed and the entries handed to the sealer, who puts them into the log, in one
/// transaction. Entries that were stored before are rare, so nobody looks for them first: a claim that fails tells, and the
/// rest is stored without them.
/// </summary>
internal sealed class PostgresAuditStore([FromKeyedServices(DatabaseRegistration.Writer)] NpgsqlDataSource dataSource) : IAuditStore
{
    private const string Claim = """
        INSERT INTO audit.entry_ids (tenant_id, id, "timestamp") SELECT unnest($1::text[]), unnest($2::uuid[]), unnest($3::timestamptz[])
        """;

    private const string Known = """
        SELECT tenant_id, id FROM unnest($1::text[], $2::uuid[]) AS entry (tenant_id, id) JOIN audit.entry_ids USING (tenant_id, id)
        """;

    private static readonly string Wait = $"""
        INSERT INTO audit.unsealed (tenant_id, "timestamp", entries, leaves, {string.Join(", ", EntryColumns.Waiting.Select(column => column.Waiting))})
        VALUES ($1, $2, $3, $4, {string.Join(", ", EntryColumns.Waiting.Select((_, index) => $"${index + 5}"))})
        """;

    public IReadOnlyList<StorableEntry> Receive(IReadOnlyList<StorableEntry> entries, DateTimeOffset now)
    {
        using var line = new LeafLine();
        return [.. entries.Select(entry => entry with { ReceivedAt = now.UtcDateTime }).Select(entry => entry with { Leaf = line.HashOf(entry) })];
    }

    public async Task<HashSet<EntryKey>> AppendAsync(IReadOnlyList<StorableEntry> entries, CancellationToken cancellationToken)
    {
        try
        {
            while (entries.Count > 0 && await TryStoreAsync(entries, cancellationToken) is false)
            {
                var known = await KnownAsync(entries, cancellationToken);
                entries = [.. entries.Where(entry => !known.Contains(entry.Key))];
            }

            return [.. entries.Select(entry => entry.Key)];
        }
        catch (PostgresException exception) when (exception.BlamesData())
        {
            throw new AuditEntryRefusedException(exception.MessageText, exception);
        }
        catch (Exception exception) when (PostgresFailures.IsUnavailability(exception))
        {
            throw PostgresFailures.ToUnavailable(exception);
        }
    }

    /// <summary>False when somebody had stored one of them; then none was stored now.</summary>
    private async Task<bool> TryStoreAsync(IReadOnlyList<StorableEntry> entries, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        var claim = new NpgsqlBatchCommand(Claim);
        claim.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. entries.Select(entry => entry.Entry.TenantId)] });
        claim.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. entries.Select(entry => entry.Entry.Id)] });
        claim.Parameters.Add(new NpgsqlParameter<DateTime[]> { TypedValue = [.. entries.Select(entry => entry.Entry.Timestamp.UtcDateTime)] });
        batch.BatchCommands.Add(claim);

        // Also by month, so that whoever disposes of one sees what is waiting of it.
        foreach (var together in entries.GroupBy(entry => (entry.Entry.TenantId, entry.Month)))
        {
            batch.BatchCommands.Add(WaitOf([.. together]));
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

    private static NpgsqlBatchCommand WaitOf(StorableEntry[] entries)
    {
        var wait = new NpgsqlBatchCommand(Wait);
        wait.Parameters.Add(new NpgsqlParameter<string> { TypedValue = entries[0].Entry.TenantId });
        wait.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = entries[0].Entry.Timestamp.UtcDateTime });
        wait.Parameters.Add(new NpgsqlParameter<int> { TypedValue = entries.Length });
        wait.Parameters.Add(new NpgsqlParameter<byte[]?[]> { TypedValue = [.. entries.Select(entry => entry.Leaf)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
        foreach (var column in EntryColumns.Waiting)
        {
            wait.Parameters.Add(column.Parameter(entries));
        }

        return wait;
    }
}
