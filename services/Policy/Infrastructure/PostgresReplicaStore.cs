using System.Text.Json;
using Npgsql;
using OpenClaw.Policy.Features.Replicas;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Infrastructure;

internal sealed class PostgresReplicaStore([FromKeyedServices(DatabaseRegistration.Writer)] NpgsqlDataSource writer) : IReplicaStore
{
    /// <summary>Rows of processes that are long gone; pods have new names after every rollout.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(10);

    public Task ReportAsync(string appId, PolicyReplicaReport report, DateTimeOffset now, CancellationToken cancellationToken) => TenantTransaction.RunAsync(
        writer,
        null,
        connection => TenantTransaction.ExecuteAsync(
            connection,
            """
            WITH gone AS (DELETE FROM policy.replicas WHERE seen_at < $8)
            INSERT INTO policy.replicas (app_id, replica_id, sequence, versions, applied_at, confirmed_at, seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (app_id, replica_id) DO UPDATE SET sequence = excluded.sequence, versions = excluded.versions,
                applied_at = excluded.applied_at, confirmed_at = excluded.confirmed_at, seen_at = excluded.seen_at
            """,
            cancellationToken,
            appId,
            report.ReplicaId,
            report.Sequence,
            TenantTransaction.Json(JsonSerializer.Serialize(report.Versions)),
            TenantTransaction.Time(report.AppliedAt),
            TenantTransaction.Time(now - TimeSpan.FromSeconds(Math.Clamp(report.AgeSeconds, 0, TimeSpan.SecondsPerDay))),
            TenantTransaction.Time(now),
            TenantTransaction.Time(now - Rest)),
        cancellationToken);

    public Task<IReadOnlyList<SeenReplica>> ListAsync(string tenantId, DateTimeOffset since, CancellationToken cancellationToken) => TenantTransaction.RunAsync(
        writer,
        null,
        connection => TenantTransaction.ReadAsync(
            connection,
            """
            SELECT app_id, replica_id, sequence, coalesce(versions ->> $1, versions ->> $2), applied_at, confirmed_at, seen_at
            FROM policy.replicas WHERE seen_at >= $3 ORDER BY app_id, replica_id LIMIT 1000
            """,
            row => new SeenReplica(
                row.GetString(0), row.GetString(1), row.GetInt64(2), TenantTransaction.TextOrNull(row, 3),
                row.GetFieldValue<DateTimeOffset>(4), row.GetFieldValue<DateTimeOffset>(5), row.GetFieldValue<DateTimeOffset>(6)),
            cancellationToken,
            tenantId, PolicyCatalogue.Others, TenantTransaction.Time(since)),
        cancellationToken);
}
