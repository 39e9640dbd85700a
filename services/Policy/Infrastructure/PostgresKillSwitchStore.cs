using Npgsql;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.KillSwitches;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Infrastructure;

internal sealed class PostgresKillSwitchStore(
    [FromKeyedServices(DatabaseRegistration.Writer)] NpgsqlDataSource writer, [FromKeyedServices(DatabaseRegistration.Reader)] NpgsqlDataSource reader)
    : IKillSwitchStore
{
    private const string Select = """
        SELECT id, kind, target, reason, reach, stopped_by, stopped_at, released_by, released_at, release_reason
        FROM policy.kill_switches WHERE tenant_id = $1
        """;

    // Asked every second by every process: one index with a row per switch that is on, which is hardly ever one.
    private const string SelectActive = """
        SELECT s.id, s.tenant_id, s.kind, s.target, s.reason, coalesce((
            SELECT array_agg(m.user_id::text) FROM policy.memberships m WHERE m.tenant_id = s.tenant_id AND (
                (s.kind = 'team' AND m.team_id = s.target)
                OR (s.kind = 'org' AND (m.org_id = s.target OR starts_with(m.org_id, s.target || '/'))))), '{}')
        FROM policy.kill_switches s WHERE s.released_at IS NULL ORDER BY s.stopped_at
        """;

    public Task<IReadOnlyList<KillSwitch>> ListAsync(string tenantId, bool withReleased, CancellationToken cancellationToken) =>
        ReadAsync(tenantId, Select + " AND ($2 OR released_at IS NULL) ORDER BY released_at IS NOT NULL, stopped_at DESC LIMIT 500", cancellationToken, withReleased);

    public async Task<KillSwitch?> FindAsync(string tenantId, Guid id, CancellationToken cancellationToken) =>
        await ReadAsync(tenantId, Select + " AND id = $2", cancellationToken, id) is [var stop] ? stop : null;

    public async Task<KillSwitch> AddAsync(string tenantId, KillSwitch stop, CancellationToken cancellationToken)
    {
        while (true)
        {
            await TenantTransaction.RunAsync(writer, tenantId, connection => TenantTransaction.ExecuteAsync(
                connection,
                """
                INSERT INTO policy.kill_switches (id, tenant_id, kind, target, reason, reach, stopped_by, stopped_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                ON CONFLICT (tenant_id, kind, target) WHERE released_at IS NULL DO NOTHING
                """,
                cancellationToken,
                stop.Id, tenantId, WordOf(stop.Kind), stop.Target, stop.Reason, stop.Reach == Reach.Tenant ? "tenant" : "org", stop.StoppedBy, stop.StoppedAt), cancellationToken);

            // One that was on already may be released between the two statements; then ours is still wanted.
            if (await ReadAsync(tenantId, Select + " AND kind = $2 AND target = $3 AND released_at IS NULL", cancellationToken, WordOf(stop.Kind), stop.Target) is [var active])
            {
                return active;
            }
        }
    }

    public async Task<bool> ReleaseAsync(string tenantId, Guid id, string by, DateTimeOffset at, string reason, CancellationToken cancellationToken) =>
        await TenantTransaction.RunAsync(writer, tenantId, connection => TenantTransaction.ExecuteAsync(
            connection,
            "UPDATE policy.kill_switches SET released_by = $3, released_at = $4, release_reason = $5 WHERE tenant_id = $1 AND id = $2 AND released_at IS NULL",
            cancellationToken,
            tenantId, id, by, at, reason), cancellationToken) == 1;

    public Task<IReadOnlyList<string>> OrganisationsOfTeamAsync(string tenantId, string team, CancellationToken cancellationToken) => TenantTransaction.RunAsync(
        writer,
        tenantId,
        connection => TenantTransaction.ReadAsync(
            connection, "SELECT DISTINCT org_id FROM policy.memberships WHERE tenant_id = $1 AND team_id = $2", row => row.GetString(0), cancellationToken, tenantId, team),
        cancellationToken);

    public async Task<StopList> ActiveAsync(CancellationToken cancellationToken) => new(await TenantTransaction.RunAsync(
        reader,
        null,
        connection => TenantTransaction.ReadAsync(
            connection,
            SelectActive,
            row => new ActiveStop(row.GetGuid(0), row.GetString(1), KindOf(row.GetString(2)), row.GetString(3), row.GetString(4))
            {
                Members = row.GetFieldValue<string[]>(5),
            },
            cancellationToken),
        cancellationToken));

    private Task<IReadOnlyList<KillSwitch>> ReadAsync(string tenantId, string sql, CancellationToken cancellationToken, params object[] values) =>
        TenantTransaction.RunAsync(
            writer, tenantId, connection => TenantTransaction.ReadAsync(connection, sql, SwitchOf, cancellationToken, [tenantId, .. values]), cancellationToken);

    private static KillSwitch SwitchOf(NpgsqlDataReader row) => new(
        row.GetGuid(0), KindOf(row.GetString(1)), row.GetString(2), row.GetString(3), row.GetString(4) == "tenant" ? Reach.Tenant : Reach.Org, row.GetString(5), row.GetFieldValue<DateTimeOffset>(6))
    {
        ReleasedBy = TenantTransaction.TextOrNull(row, 7),
        ReleasedAt = TenantTransaction.TimeOrNull(row, 8),
        ReleaseReason = TenantTransaction.TextOrNull(row, 9),
    };

    private static KillSwitchKind KindOf(string word) => Enum.Parse<KillSwitchKind>(word, ignoreCase: true);

    private static string WordOf(KillSwitchKind kind) => kind.ToString().ToLowerInvariant();
}
