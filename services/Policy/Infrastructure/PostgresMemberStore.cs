using Npgsql;
using OpenClaw.Policy.Features.Members;

namespace OpenClaw.Policy.Infrastructure;

internal sealed class PostgresMemberStore(
    [FromKeyedServices(DatabaseRegistration.Writer)] NpgsqlDataSource writer, [FromKeyedServices(DatabaseRegistration.Reader)] NpgsqlDataSource reader)
    : IMemberStore
{
    private const string Select = """
        SELECT coalesce(m.user_id, b.user_id), nullif(m.org_id, ''), nullif(m.team_id, ''), coalesce(b.roles, '{}'), m.seen_at
        FROM (SELECT * FROM policy.memberships WHERE tenant_id = $1) m
        FULL JOIN (SELECT * FROM identity.role_bindings WHERE tenant_id = $1) b ON b.user_id = m.user_id
        """;

    public Task<IReadOnlyList<Member>> ListAsync(string tenantId, CancellationToken cancellationToken) => TenantTransaction.RunAsync(
        writer,
        tenantId,
        connection => TenantTransaction.ReadAsync(connection, Select + " ORDER BY 1 LIMIT 5000", MemberOf, cancellationToken, tenantId),
        cancellationToken);

    public async Task<Member?> FindAsync(string tenantId, string userId, CancellationToken cancellationToken) => await TenantTransaction.RunAsync(
        writer,
        tenantId,
        connection => TenantTransaction.ReadAsync(connection, Select + " WHERE coalesce(m.user_id, b.user_id) = $2", MemberOf, cancellationToken, tenantId, userId),
        cancellationToken) is [var member] ? member : null;

    public Task GiveAsync(
        string tenantId, string userId, IReadOnlyList<string> roles, string reason, string by, DateTimeOffset at, CancellationToken cancellationToken) => TenantTransaction.RunAsync(
        writer,
        tenantId,
        connection => TenantTransaction.ExecuteAsync(
            connection,
            """
            INSERT INTO identity.role_bindings (tenant_id, user_id, roles, reason, updated_by, updated_at) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (tenant_id, user_id) DO UPDATE
                SET roles = excluded.roles, reason = excluded.reason, updated_by = excluded.updated_by, updated_at = excluded.updated_at
            """,
            cancellationToken,
            tenantId, userId, roles.ToArray(), reason, by, at),
        cancellationToken);

    public Task<IReadOnlyList<(string TenantId, string UserId, IReadOnlyList<string> Roles)>> AllAsync(CancellationToken cancellationToken) => TenantTransaction.RunAsync(
        reader,
        null,
        connection => TenantTransaction.ReadAsync(
            connection,
            "SELECT tenant_id, user_id, roles FROM identity.role_bindings WHERE roles <> '{}'",
            row => (row.GetString(0), row.GetString(1), (IReadOnlyList<string>)row.GetFieldValue<string[]>(2)),
            cancellationToken),
        cancellationToken);

    private static Member MemberOf(NpgsqlDataReader row) => new(
        row.GetString(0), TenantTransaction.TextOrNull(row, 1), TenantTransaction.TextOrNull(row, 2), row.GetFieldValue<string[]>(3), TenantTransaction.TimeOrNull(row, 4));
}
