using System.Net.Sockets;
using Npgsql;
using OpenClaw.Policy.Features.Bundles;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.Policy.Features.Trials;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Infrastructure;

/// <summary>Reads across tenants, as the role that can change nothing.</summary>
internal sealed class PostgresPoliciesInForce([FromKeyedServices(DatabaseRegistration.Reader)] NpgsqlDataSource dataSource) : IPoliciesInForce
{
    public async Task<PolicyMark> MarkAsync(CancellationToken cancellationToken)
    {
        var marks = await ReadAsync(
            "SELECT coalesce(max(id), 0), count(*), max(changed_at) FROM policy.changes",
            row => new PolicyMark(row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetFieldValue<DateTimeOffset>(2)),
            cancellationToken);
        return marks[0];
    }

    public async Task<IReadOnlyList<TenantDocument>> ReadAsync(CancellationToken cancellationToken) => await ReadAsync(
        PolicyRows.SelectActive + " WHERE v.status = 'active'",
        row => new TenantDocument(row.GetString(9), PolicyRows.Active(row)),
        cancellationToken);

    public async Task<IReadOnlyList<TenantModule>> ModulesAsync(CancellationToken cancellationToken) => await ReadAsync(
        PolicyRows.SelectModules + " WHERE status = 'active'",
        row => new TenantModule(row.GetString(10), PolicyRows.Module(row)),
        cancellationToken);

    public async Task<IReadOnlyList<TenantMember>> MembersAsync(CancellationToken cancellationToken) => await ReadAsync(
        """
        SELECT m.tenant_id, m.user_id, m.org_id, m.team_id FROM policy.memberships m
        WHERE m.org_id <> '' AND EXISTS (
            SELECT FROM (
                SELECT tenant_id, scope, scope_id, org_id FROM policy.policies WHERE status = 'active'
                UNION ALL SELECT tenant_id, scope, scope_id, org_id FROM policy.modules WHERE status = 'active') held
            WHERE held.tenant_id = m.tenant_id AND (
                (held.scope = 'org' AND held.scope_id = m.org_id)
                OR (held.scope = 'team' AND held.org_id = m.org_id AND held.scope_id = m.team_id)))
        """,
        row => new TenantMember(row.GetString(0), new Membership(row.GetString(1), row.GetString(2), row.GetString(3))),
        cancellationToken);

    public async Task<IReadOnlyList<TenantTrial>> TrialsAsync(CancellationToken cancellationToken) => await ReadAsync(
        """
        SELECT p.id, p.name, v.version, p.scope, p.scope_id, p.org_id, p.team_id, p.domain, v.document, p.tenant_id,
            t.id, t.kind, CASE t.status WHEN 'running' THEN t.percent ELSE 0 END
        FROM policy.trials t
        JOIN policy.policy_versions v ON (v.tenant_id, v.policy_id, v.ordinal) = (t.tenant_id, t.policy_id, t.ordinal)
        JOIN policy.policies p ON (p.tenant_id, p.id) = (t.tenant_id, t.policy_id)
        WHERE t.status IN ('running', 'paused') AND v.status = 'draft' AND p.status <> 'deprecated'
        """,
        row => new TenantTrial(
            row.GetString(9), new PolicyTrial(row.GetGuid(10).ToString(), row.GetString(11), PolicyTrial.BucketsOf(row.GetInt32(12))), PolicyRows.Active(row)),
        cancellationToken);

    public async Task<IReadOnlyList<DueVersion>> DueAsync(DateTimeOffset now, CancellationToken cancellationToken) => await ReadAsync(
        """
        SELECT tenant_id, policy_id, ordinal FROM policy.policy_versions WHERE status = 'draft' AND activate_at <= $1
        UNION ALL
        SELECT tenant_id, policy_id, ordinal FROM policy.policy_versions WHERE status = 'active' AND expires_at <= $1
        LIMIT 100
        """,
        row => new DueVersion(row.GetString(0), row.GetGuid(1), row.GetInt32(2)),
        cancellationToken,
        now);

    private async Task<List<TRow>> ReadAsync<TRow>(
        string sql, Func<NpgsqlDataReader, TRow> read, CancellationToken cancellationToken, params object[] values)
    {
        try
        {
#pragma warning disable CA2100 // The text is a constant.
            await using var command = dataSource.CreateCommand(sql);
#pragma warning restore CA2100
            foreach (var value in values)
            {
                command.Parameters.AddWithValue(value);
            }

            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var rows = new List<TRow>();
            while (await reader.ReadAsync(cancellationToken))
            {
                rows.Add(read(reader));
            }

            return rows;
        }
        catch (Exception exception) when (exception is NpgsqlException or SocketException or IOException or TimeoutException)
        {
            throw new PolicyStoreUnavailableException($"The policy database cannot be used: {exception.Message}", exception);
        }
    }
}
