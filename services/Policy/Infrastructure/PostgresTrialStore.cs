using Npgsql;
using OpenClaw.Policy.Features.Trials;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Infrastructure;

internal sealed class PostgresTrialStore(
    [FromKeyedServices(DatabaseRegistration.Writer)] NpgsqlDataSource writer, [FromKeyedServices(DatabaseRegistration.Reader)] NpgsqlDataSource reader)
    : ITrialStore
{
    public Task<IReadOnlyList<DueTrial>> OpenAsync(CancellationToken cancellationToken) => TenantTransaction.RunAsync(
        reader,
        null,
        connection => TenantTransaction.ReadAsync(
            connection,
            "SELECT tenant_id, id, policy_id FROM policy.trials WHERE status IN ('running', 'paused')",
            row => new DueTrial(row.GetString(0), row.GetGuid(1), row.GetGuid(2)),
            cancellationToken),
        cancellationToken);

    public Task<bool> KeepAsync(TrialReport report, DateTimeOffset at, CancellationToken cancellationToken) => TenantTransaction.RunAsync(
        writer,
        report.TenantId,
        connection => new PostgresPolicyUnit(connection, report.TenantId, cancellationToken).KeepAsync(report, at),
        cancellationToken);
}
