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

    private const string Renew = "UPDATE audit.sealer SET expires_at = now() + $3 WHERE holder = $1 AND fence = $2";

    // Whole commits, oldest place first, until there are enough.
    private const string Take = """
        DELETE FROM audit.unsealed WHERE ctid = ANY (ARRAY(
            SELECT place FROM (
                SELECT ctid AS place, sum(entries) OVER (ROWS UNBOUNDED PRECEDING) - entries AS before FROM audit.unsealed
                WHERE ($2::text IS NULL OR tenant_id = $2) AND tenant_id <> ALL ($3::text[])) AS waiting
            WHERE before < $1))
        RETURNING tenant_id, received_at, ids, timestamps, intents, leaves
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
            if (await renew.ExecuteNonQueryAsync(cancellationToken) == 0)
            {
                await transaction.DisposeAsync();
                await connection.DisposeAsync();
                return (ISealTransaction?)null;
            }

            var entries = await TakeAsync(connection, transaction, limit, tenants, cancellationToken);
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
    });

    public Task KeepKeyAsync(byte[] publicKey, CancellationToken cancellationToken) => RunAsync(async () =>
    {
        await using var command = dataSource.CreateCommand("INSERT INTO audit.signing_keys (public_key) VALUES ($1) ON CONFLICT DO NOTHING");
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = publicKey });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    });

    public Task<IReadOnlyList<string>> WaitingTenantsAsync(CancellationToken cancellationToken) => RunAsync(async Task<IReadOnlyList<string>> () =>
    {
        await using var command = dataSource.CreateCommand("SELECT DISTINCT tenant_id FROM audit.unsealed");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tenants = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            tenants.Add(reader.GetString(0));
        }

        return tenants;
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

    private static async Task<List<UnsealedEntry>> TakeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, int limit, SealedTenants tenants, CancellationToken cancellationToken)
    {
        await using var take = new NpgsqlCommand(Take, connection, transaction);
        take.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        take.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = tenants.Only });
        take.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. tenants.Except] });
        var entries = new List<UnsealedEntry>();
        var withoutLeaf = new List<(string Tenant, Guid[] Ids, DateTime[] Timestamps)>();
        await using (var reader = await take.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                var (tenant, ids, timestamps) = (reader.GetString(0), reader.GetFieldValue<Guid[]>(2), reader.GetFieldValue<DateTime[]>(3));
                if (reader.IsDBNull(5))
                {
                    withoutLeaf.Add((tenant, ids, timestamps));
                    continue;
                }

                var (receivedAt, intents, leaves) = (reader.GetDateTime(1), reader.GetFieldValue<Guid?[]>(4), reader.GetFieldValue<byte[][]>(5));
                entries.AddRange(ids.Select((id, place) => new UnsealedEntry(tenant, id, timestamps[place], intents[place], leaves[place], receivedAt)));
            }
        }

        foreach (var (tenant, ids, timestamps) in withoutLeaf)
        {
            await AddStoredAsync(entries, connection, transaction, tenant, ids, timestamps, cancellationToken);
        }

        // In the order of arrival within a tenant as far as the clocks of producers allow; any order would do for the proof. Sorted
        // here, because the database would sort whole rows, on disk.
        return [.. entries.OrderBy(entry => entry.TenantId, StringComparer.Ordinal).ThenBy(entry => entry.Timestamp).ThenBy(entry => entry.Id)];
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
