using Npgsql;
using OpenClaw.Audit.Features.Reports;

namespace OpenClaw.Audit.Infrastructure;

internal sealed class PostgresReportStore([FromKeyedServices(DatabaseRegistration.Sealer)] NpgsqlDataSource dataSource) : IReportStore
{
    private const string Untold = """
        SELECT tenant_id FROM audit.trees AS tree
        WHERE NOT EXISTS (SELECT FROM audit.reports_told AS told WHERE told.tenant_id = tree.tenant_id AND told.period = $1)
            AND EXISTS (SELECT FROM audit.audit_entries AS entry WHERE entry.tenant_id = tree.tenant_id AND "timestamp" >= $2 AND "timestamp" < $3)
        """;

    private const string Tell = "INSERT INTO audit.reports_told (tenant_id, period) VALUES ($1, $2) ON CONFLICT DO NOTHING";

    public Task<IReadOnlyList<string>> UntoldAsync(ReportPeriod period, CancellationToken cancellationToken) => PostgresSealStore.RunAsync(async Task<IReadOnlyList<string>> () =>
    {
        await using var command = dataSource.CreateCommand(Untold);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = period.Of });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = period.From.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = period.To.UtcDateTime });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var tenants = new List<string>();
        while (await row.ReadAsync(cancellationToken))
        {
            tenants.Add(row.GetString(0));
        }

        return tenants;
    });

    public Task TellAsync(string tenantId, ReportPeriod period, CancellationToken cancellationToken) => PostgresSealStore.RunAsync(async () =>
    {
        await using var command = dataSource.CreateCommand(Tell);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = period.Of });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    });
}
