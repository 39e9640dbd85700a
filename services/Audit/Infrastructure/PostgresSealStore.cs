using System.Data;
using Npgsql;
using OpenClaw.Audit.Features.Sealing;

namespace OpenClaw.Audit.Infrastructure;

internal sealed class PostgresSealStore([FromKeyedServices(DatabaseRegistration.Sealer)] NpgsqlDataSource dataSource) : ISealStore
{
    private const string Acquire = """
        UPDATE audit.sealer
        SET fence = CASE WHEN holder = $1 THEN fence ELSE fence + 1 END, holder = $1, expires_at = now() + $2
        WHERE holder = $1 OR expires_at < now()
        RETURNING fence
        """;

    private const string Renew = """
        UPDATE audit.sealer SET expires_at = now() + $3 WHERE holder = $1 AND fence = $2 RETURNING EXISTS (SELECT FROM audit.unsealed)
        """;

    private const string OfTenants = "($1::text IS NULL OR tenant_id = $1) AND tenant_id <> ALL ($2::text[])";

    private const string MakeMonths = $"""
        SELECT audit.ensure_partition(month) FROM (
            SELECT DISTINCT date_trunc('month', "timestamp" AT TIME ZONE 'UTC')::date AS month FROM audit.unsealed WHERE {OfTenants}) AS waiting
        """;

    // Whole commits, oldest place first, until there are enough. The entries go into the log without leaving the database.
    private static readonly string Take = $"""
        WITH taken AS (
            DELETE FROM audit.unsealed WHERE ctid = ANY (ARRAY(
                SELECT place FROM (
                    SELECT ctid AS place, sum(entries) OVER (ROWS UNBOUNDED PRECEDING) - entries AS before FROM audit.unsealed WHERE {OfTenants}) AS waiting
                WHERE before < $3))
            RETURNING *
        ), stored AS (
            INSERT INTO audit.audit_entries ({EntryColumns.SealedNames}) SELECT {EntryColumns.Unnested} FROM taken WHERE {EntryColumns.HasEntries}
        )
        SELECT tenant_id, leaves, all_id, all_timestamp, all_received_at, all_intent_id FROM taken
        """;

    private static readonly string ReadStored = $"""
        SELECT {EntryColumns.SealedOf("entry")} FROM unnest($2::uuid[], $3::timestamptz[]) AS taken (id, "timestamp")
        JOIN audit.audit_entries AS entry ON entry.tenant_id = $1 AND entry.id = taken.id AND entry."timestamp" = taken."timestamp"
        """;

    public Task<SealerLease?> TryAcquireAsync(Guid holder, TimeSpan duration, CancellationToken cancellationToken) => RunAsync(async () =>
    {
        await using var command = dataSource.CreateCommand(Acquire);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = holder });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = duration });
        return await command.ExecuteScalarAsync(cancellationToken) is long fence ? new SealerLease(holder, fence) : null;
    });

    public Task<ISealTransaction?> BeginAsync(SealerLease lease, TimeSpan duration, int limit, SealedTenants tenants, CancellationToken cancellationToken) => RunAsync(async () =>
    {
        try
        {
            return await TryBeginAsync(lease, duration, limit, tenants, cancellationToken);
        }
        catch (PostgresException exception) when (exception.IsMissingPartition())
        {
            // A month of long ago, or one that has left since. Not in the seal's own transaction, which would keep its lock.
            await using var months = dataSource.CreateCommand(MakeMonths);
            BindTenants(months, tenants);
            await months.ExecuteNonQueryAsync(cancellationToken);
            return await TryBeginAsync(lease, duration, limit, tenants, cancellationToken);
        }
    });

    public Task KeepKeyAsync(byte[] publicKey, CancellationToken cancellationToken) => RunAsync(async () =>
    {
        await using var command = dataSource.CreateCommand("INSERT INTO audit.signing_keys (public_key) VALUES ($1) ON CONFLICT DO NOTHING");
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = publicKey });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    });

    public Task<IReadOnlyDictionary<string, long>> WaitingAsync(CancellationToken cancellationToken) => RunAsync(async Task<IReadOnlyDictionary<string, long>> () =>
    {
        await using var command = dataSource.CreateCommand("SELECT tenant_id, sum(entries) FROM audit.unsealed GROUP BY tenant_id");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var waiting = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            waiting[reader.GetString(0)] = reader.GetInt64(1);
        }

        return waiting;
    });

    public Task<IReadOnlyList<DateOnly>> EnsurePartitionsAsync(IEnumerable<DateOnly> months, CancellationToken cancellationToken) => RunAsync(async Task<IReadOnlyList<DateOnly>> () =>
    {
        var made = new List<DateOnly>();
        foreach (var month in months)
        {
            await using var command = dataSource.CreateCommand("SELECT audit.ensure_partition($1)");
            command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = month });
            if (await command.ExecuteScalarAsync(cancellationToken) is true)
            {
                made.Add(month);
            }
        }

        return made;
    });

    public Task<long> CountOpenIntentsAsync(DateTimeOffset before, CancellationToken cancellationToken) => RunAsync(async () =>
    {
        await using var command = dataSource.CreateCommand("SELECT count(*) FROM audit.unmatched WHERE phase = 'intent' AND \"timestamp\" < $1");
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = before.UtcDateTime });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    });

    internal static async Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (PostgresException exception) when (exception.BlamesData())
        {
            throw new SealContradictedException(exception.MessageText, exception);
        }
        catch (Exception exception) when (PostgresFailures.IsUnavailability(exception))
        {
            throw PostgresFailures.ToUnavailable(exception);
        }
    }

    private async Task<ISealTransaction?> TryBeginAsync(SealerLease lease, TimeSpan duration, int limit, SealedTenants tenants, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        NpgsqlTransaction? transaction = null;
        try
        {
            transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);

            // The row stays locked until the commit: whoever holds a newer fence waits, whoever held an older one ends here.
            await using var renew = new NpgsqlCommand(Renew, connection, transaction);
            renew.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = lease.Holder });
            renew.Parameters.Add(new NpgsqlParameter<long> { TypedValue = lease.Fence });
            renew.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = duration });
            if (await renew.ExecuteScalarAsync(cancellationToken) is not bool isWaiting)
            {
                await transaction.DisposeAsync();
                await connection.DisposeAsync();
                return null;
            }

            // With nothing to take, the log need not be locked, however lightly: old months leave it under a lock of their own.
            var entries = isWaiting ? await TakeAsync(connection, transaction, limit, tenants, cancellationToken) : [];
            return new PostgresSealTransaction(connection, transaction, entries);
        }
        catch
        {
            if (transaction is not null)
            {
                await transaction.DisposeAsync();
            }

            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task<UnsealedEntry[]> TakeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, int limit, SealedTenants tenants, CancellationToken cancellationToken)
    {
        await using var take = new NpgsqlCommand(Take, connection, transaction);
        BindTenants(take, tenants);
        take.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        var entries = new List<UnsealedEntry>();
        var withoutLeaf = new List<(string Tenant, Guid Id, DateTime Timestamp)>();
        await using (var reader = await take.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                var (tenant, leaves, ids) = (reader.GetString(0), reader.GetFieldValue<byte[]?[]>(1), reader.GetFieldValue<Guid[]>(2));
                var (timestamps, receivedAt, intents) = (reader.GetFieldValue<DateTime[]>(3), reader.GetFieldValue<DateTime[]>(4), reader.GetFieldValue<Guid?[]>(5));
                for (var place = 0; place < ids.Length; place++)
                {
                    if (leaves[place] is { } leaf)
                    {
                        entries.Add(new UnsealedEntry(tenant, ids[place], timestamps[place], intents[place], leaf, receivedAt[place]));
                    }
                    else
                    {
                        withoutLeaf.Add((tenant, ids[place], timestamps[place]));
                    }
                }
            }
        }

        foreach (var missing in withoutLeaf.GroupBy(entry => entry.Tenant))
        {
            await AddStoredAsync(entries, connection, transaction, missing.Key, [.. missing.Select(entry => entry.Id)], [.. missing.Select(entry => entry.Timestamp)], cancellationToken);
        }

        // In the order of arrival within a tenant as far as the clocks of producers allow; any order would do for the proof. Sorted
        // here, because the database would sort whole rows, on disk.
        return [.. entries.OrderBy(entry => entry.TenantId, StringComparer.Ordinal).ThenBy(entry => entry.Timestamp).ThenBy(entry => entry.Id)];
    }

    private static void BindTenants(NpgsqlCommand command, SealedTenants tenants)
    {
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = tenants.Only });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. tenants.Except] });
    }

    /// <summary>Rare: entries whose leaf could not be known when they came (see <see cref="JsonbText"/>), or that came before leaves were.</summary>
    private static async Task AddStoredAsync(List<UnsealedEntry> entries, NpgsqlConnection connection, NpgsqlTransaction transaction, string tenant, Guid[] ids, DateTime[] timestamps, CancellationToken cancellationToken)
    {
        await using var read = new NpgsqlCommand(ReadStored, connection, transaction);
        read.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenant });
        read.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = ids });
        read.Parameters.Add(new NpgsqlParameter<DateTime[]> { TypedValue = timestamps });
        await using var reader = await read.ExecuteReaderAsync(cancellationToken);
        using var line = new LeafLine();
        while (await reader.ReadAsync(cancellationToken))
        {
            entries.Add(new UnsealedEntry(
                tenant,
                reader.GetGuid(0),
                reader.GetDateTime(5),
                reader.IsDBNull(9) ? null : reader.GetGuid(9),
                Transparency.MerkleHash.Leaf(line.Of(reader, 0)),
                reader.GetDateTime(EntryColumns.Sealed.Count - 1)));
        }
    }
}
