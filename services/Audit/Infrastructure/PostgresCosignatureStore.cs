using Npgsql;
using OpenClaw.Audit.Features.Anchors;

namespace OpenClaw.Audit.Infrastructure;

internal sealed class PostgresCosignatureStore([FromKeyedServices(DatabaseRegistration.Sealer)] NpgsqlDataSource dataSource) : ICosignatureStore
{
    private const string Last = "SELECT size, line FROM audit.cosignatures WHERE tenant_id = $1 AND witness = $2 ORDER BY size DESC LIMIT 1";
    private const string Keep = "INSERT INTO audit.cosignatures (tenant_id, size, witness, line) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";

    public Task<Cosignature?> LastAsync(string tenantId, string witness, CancellationToken cancellationToken) => PostgresSealStore.RunAsync(async () =>
    {
        await using var command = dataSource.CreateCommand(Last);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = witness });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? new Cosignature(row.GetInt64(0), row.GetString(1)) : null;
    });

    public Task KeepAsync(string tenantId, string witness, Cosignature cosignature, CancellationToken cancellationToken) => PostgresSealStore.RunAsync(async () =>
    {
        await using var command = dataSource.CreateCommand(Keep);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = cosignature.Size });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = witness });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = cosignature.Line });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    });
}
