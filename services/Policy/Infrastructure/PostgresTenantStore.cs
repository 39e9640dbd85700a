using System.Text.Json;
using Npgsql;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features;
using OpenClaw.Policy.Features.Tenants;

namespace OpenClaw.Policy.Infrastructure;

/// <summary>The writer's rows are bound to one tenant by the database itself; only lists over all tenants use the reader.</summary>
internal sealed class PostgresTenantStore(
    [FromKeyedServices(DatabaseRegistration.Writer)] NpgsqlDataSource writer, [FromKeyedServices(DatabaseRegistration.Reader)] NpgsqlDataSource reader)
    : ITenantStore
{
    private const string Select = """
        SELECT t.tenant_id, t.name, t.status, t.status_reason, t.oidc_issuer, t.oidc_client_id, t.role_map, t.custom_roles, t.row_version,
            t.created_by, t.created_at, t.updated_by, t.updated_at,
            ARRAY(SELECT d.domain::text FROM identity.tenant_domains d WHERE d.tenant_id = t.tenant_id ORDER BY d.domain)
        FROM identity.tenants t
        """;

    public Task<IReadOnlyList<TenantRow>> ListAsync(CancellationToken cancellationToken) => TenantTransaction.RunAsync(
        reader, null, connection => TenantTransaction.ReadAsync(connection, Select + " ORDER BY t.tenant_id", RowOf, cancellationToken), cancellationToken);

    public async Task<TenantRow?> FindAsync(string tenantId, CancellationToken cancellationToken) => await TenantTransaction.RunAsync(
        writer,
        tenantId,
        connection => TenantTransaction.ReadAsync(connection, Select + " WHERE t.tenant_id = $1", RowOf, cancellationToken, tenantId),
        cancellationToken) is [var row] ? row : null;

    public async Task<TenantCounts> CountAsync(string tenantId, CancellationToken cancellationToken) => (await TenantTransaction.RunAsync(
        writer,
        tenantId,
        connection => TenantTransaction.ReadAsync(
            connection,
            """
            SELECT (SELECT count(*)::int FROM policy.policies WHERE tenant_id = $1 AND status <> 'deprecated'),
                (SELECT count(*)::int FROM policy.memberships WHERE tenant_id = $1),
                (SELECT count(*)::int FROM identity.service_accounts WHERE tenant_id = $1 AND is_enabled)
            """,
            row => new TenantCounts(row.GetInt32(0), row.GetInt32(1), row.GetInt32(2)),
            cancellationToken,
            tenantId),
        cancellationToken))[0];

    public Task AddAsync(TenantRow tenant, KeptAnswer? kept, CancellationToken cancellationToken) => UniqueAsync(() => TenantTransaction.RunAsync(
        writer,
        tenant.Entry.Id,
        async connection =>
        {
            await TenantTransaction.ExecuteAsync(
                connection,
                """
                INSERT INTO identity.tenants (tenant_id, name, status, status_reason, oidc_issuer, oidc_client_id, role_map, custom_roles,
                    created_by, created_at, updated_by, updated_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                """,
                cancellationToken,
                [.. Values(tenant), tenant.CreatedBy, tenant.CreatedAt, tenant.UpdatedBy, tenant.UpdatedAt]);
            await PostgresAnswerStore.AddAsync(connection, tenant.Entry.Id, kept, cancellationToken);
            return await ReplaceDomainsAsync(connection, tenant.Entry, cancellationToken);
        },
        cancellationToken));

    public Task<bool> UpdateAsync(TenantRow tenant, int expectedVersion, CancellationToken cancellationToken) => UniqueAsync(() => TenantTransaction.RunAsync(
        writer,
        tenant.Entry.Id,
        async connection =>
        {
            var changed = await TenantTransaction.ExecuteAsync(
                connection,
                """
                UPDATE identity.tenants SET name = $2, status = $3, status_reason = $4, oidc_issuer = $5, oidc_client_id = $6, role_map = $7,
                    custom_roles = $8, row_version = row_version + 1, updated_by = $9, updated_at = $10
                WHERE tenant_id = $1 AND row_version = $11
                """,
                cancellationToken,
                [.. Values(tenant), tenant.UpdatedBy, tenant.UpdatedAt, expectedVersion]);
            return changed == 1 && await ReplaceDomainsAsync(connection, tenant.Entry, cancellationToken);
        },
        cancellationToken));

    private static object[] Values(TenantRow tenant) =>
    [
        tenant.Entry.Id, tenant.Entry.Name, tenant.Entry.Status.ToString().ToLowerInvariant(), tenant.StatusReason,
        TenantTransaction.Text(tenant.Entry.OidcIssuer), TenantTransaction.Text(tenant.Entry.OidcClientId),
        TenantTransaction.Json(JsonSerializer.Serialize(tenant.Entry.RoleMap)), TenantTransaction.Json(JsonSerializer.Serialize(tenant.Entry.CustomRoles)),
    ];

    private static async Task<bool> ReplaceDomainsAsync(NpgsqlConnection connection, TenantEntry tenant, CancellationToken cancellationToken)
    {
        await TenantTransaction.ExecuteAsync(connection, "DELETE FROM identity.tenant_domains WHERE tenant_id = $1", cancellationToken, tenant.Id);
        await TenantTransaction.ExecuteAsync(
            connection,
            "INSERT INTO identity.tenant_domains (tenant_id, domain) SELECT $1, unnest($2::text[])",
            cancellationToken,
            tenant.Id,
            tenant.Domains.ToArray());
        return true;
    }

    private static async Task<T> UniqueAsync<T>(Func<Task<T>> change)
    {
        try
        {
            return await change();
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new TenantConflictException(
                exception.ConstraintName == "tenant_domains_pkey" ? "One of the mail domains belongs to another tenant." : "There is a tenant with this id.", exception);
        }
    }

    private static TenantRow RowOf(NpgsqlDataReader row) => new(
        new TenantEntry(row.GetString(0), row.GetString(1), Enum.Parse<TenantStatus>(row.GetString(2), ignoreCase: true))
        {
            OidcIssuer = TenantTransaction.TextOrNull(row, 4),
            OidcClientId = TenantTransaction.TextOrNull(row, 5),
            RoleMap = JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(6))!,
            CustomRoles = JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(7))!,
            Domains = row.GetFieldValue<string[]>(13),
        },
        row.GetString(3),
        row.GetInt32(8),
        row.GetString(9),
        row.GetFieldValue<DateTimeOffset>(10),
        row.GetString(11),
        row.GetFieldValue<DateTimeOffset>(12));
}
