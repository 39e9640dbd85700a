using Npgsql;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features;
using OpenClaw.Policy.Features.Accounts;

namespace OpenClaw.Policy.Infrastructure;

internal sealed class PostgresAccountStore(
    [FromKeyedServices(DatabaseRegistration.Writer)] NpgsqlDataSource writer, [FromKeyedServices(DatabaseRegistration.Reader)] NpgsqlDataSource reader)
    : IAccountStore
{
    private const string Select = """
        SELECT account_id, description, scopes, org_id, team_id, tier, is_enabled, created_by, created_at, updated_at, row_version
        FROM identity.service_accounts
        WHERE tenant_id = $1
        """;

    public Task<IReadOnlyList<ServiceAccount>> ListAsync(string tenantId, CancellationToken cancellationToken) =>
        ReadAsync(tenantId, Select + " ORDER BY account_id", AccountOf, cancellationToken);

    public async Task<ServiceAccount?> FindAsync(string tenantId, string accountId, CancellationToken cancellationToken) =>
        await ReadAsync(tenantId, Select + " AND account_id = $2", AccountOf, cancellationToken, accountId) is [var account] ? account : null;

    public Task<bool> AddAsync(string tenantId, ServiceAccount account, KeptAnswer? kept, CancellationToken cancellationToken) => AddAsync(
        tenantId,
        kept,
        """
        INSERT INTO identity.service_accounts (tenant_id, account_id, description, scopes, org_id, team_id, tier, created_by, created_at, updated_by, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8, $9) ON CONFLICT DO NOTHING
        """,
        cancellationToken,
        account.Id, account.Description, account.Scopes.ToArray(), TenantTransaction.Text(account.OrgUnit), TenantTransaction.Text(account.TeamId),
        Word(account.Tier), account.CreatedBy, account.CreatedAt);

    public async Task<bool> UpdateAsync(string tenantId, ServiceAccount account, string updatedBy, CancellationToken cancellationToken) => await ExecuteAsync(
        tenantId,
        """
        UPDATE identity.service_accounts SET description = $3, scopes = $4, tier = $5, is_enabled = $6, updated_by = $7, updated_at = $8,
            row_version = $9
        WHERE tenant_id = $1 AND account_id = $2 AND row_version = $9 - 1
        """,
        cancellationToken,
        account.Id, account.Description, account.Scopes.ToArray(), Word(account.Tier), account.IsEnabled, updatedBy, account.UpdatedAt, account.RowVersion) == 1;

    public Task<IReadOnlyList<KeyView>> KeysAsync(string tenantId, string accountId, CancellationToken cancellationToken) => ReadAsync(
        tenantId,
        """
        SELECT key_id, account_id, created_by, created_at, expires_at, revoked_at FROM identity.api_keys
        WHERE tenant_id = $1 AND account_id = $2 ORDER BY created_at DESC
        """,
        row => new KeyView(
            row.GetString(0), row.GetString(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3), TenantTransaction.TimeOrNull(row, 4), TenantTransaction.TimeOrNull(row, 5)),
        cancellationToken,
        accountId);

    public Task<bool> AddKeyAsync(string tenantId, KeyView key, string secretHash, KeptAnswer? kept, CancellationToken cancellationToken) => AddAsync(
        tenantId,
        kept,
        """
        INSERT INTO identity.api_keys (tenant_id, key_id, account_id, secret_hash, created_by, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        cancellationToken,
        key.KeyId, key.AccountId, secretHash, key.CreatedBy, key.CreatedAt, TenantTransaction.Time(key.ExpiresAt));

    public async Task<bool> EndKeyAsync(
        string tenantId, string accountId, string keyId, string by, DateTimeOffset? revokedAt, DateTimeOffset? expiresAt, CancellationToken cancellationToken) =>
        await ExecuteAsync(
            tenantId,
            """
            UPDATE identity.api_keys SET revoked_at = $4, revoked_by = CASE WHEN $4 IS NULL THEN revoked_by ELSE $5 END, expires_at = coalesce($6, expires_at)
            WHERE tenant_id = $1 AND account_id = $2 AND key_id = $3 AND revoked_at IS NULL
            """,
            cancellationToken,
            accountId, keyId, TenantTransaction.Time(revokedAt), by, TenantTransaction.Time(expiresAt)) == 1;

    public async Task<ApiKeyEntry?> FindUsableAsync(string keyId, DateTimeOffset now, CancellationToken cancellationToken) => await TenantTransaction.RunAsync(
        reader,
        null,
        connection => TenantTransaction.ReadAsync(
            connection,
            """
            SELECT k.key_id, k.tenant_id, k.account_id, k.secret_hash, a.tier, a.scopes, a.org_id, a.team_id, k.expires_at, k.created_at
            FROM identity.api_keys k
            JOIN identity.service_accounts a ON (a.tenant_id, a.account_id) = (k.tenant_id, k.account_id)
            JOIN identity.tenants t ON t.tenant_id = k.tenant_id
            WHERE k.key_id = $1 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > $2) AND a.is_enabled AND t.status = 'active'
            """,
            row => new ApiKeyEntry(
                row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), Enum.Parse<KeyTier>(row.GetString(4), ignoreCase: true), row.GetFieldValue<string[]>(5))
            {
                OrgUnit = TenantTransaction.TextOrNull(row, 6),
                TeamId = TenantTransaction.TextOrNull(row, 7),
                ExpiresAt = TenantTransaction.TimeOrNull(row, 8),
                CreatedAt = row.GetFieldValue<DateTimeOffset>(9),
            },
            cancellationToken,
            keyId,
            now),
        cancellationToken) is [var key] ? key : null;

    private async Task<bool> AddAsync(string tenantId, KeptAnswer? kept, string sql, CancellationToken cancellationToken, params object[] values)
    {
        try
        {
            return await TenantTransaction.RunAsync(
                writer,
                tenantId,
                async connection =>
                {
                    var isAdded = await TenantTransaction.ExecuteAsync(connection, sql, cancellationToken, [tenantId, .. values]) == 1;
                    await PostgresAnswerStore.AddAsync(connection, tenantId, isAdded ? kept : null, cancellationToken);
                    return isAdded;
                },
                cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation && kept is not null)
        {
            // The same request came twice at once; the other one is answered.
            return false;
        }
    }

    private Task<IReadOnlyList<T>> ReadAsync<T>(
        string tenantId, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params object[] values) => TenantTransaction.RunAsync(
        writer, tenantId, connection => TenantTransaction.ReadAsync(connection, sql, read, cancellationToken, [tenantId, .. values]), cancellationToken);

    private Task<int> ExecuteAsync(string tenantId, string sql, CancellationToken cancellationToken, params object[] values) => TenantTransaction.RunAsync(
        writer, tenantId, connection => TenantTransaction.ExecuteAsync(connection, sql, cancellationToken, [tenantId, .. values]), cancellationToken);

    private static ServiceAccount AccountOf(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetFieldValue<string[]>(2),
        TenantTransaction.TextOrNull(row, 3),
        TenantTransaction.TextOrNull(row, 4),
        Enum.Parse<KeyTier>(row.GetString(5), ignoreCase: true),
        row.GetBoolean(6),
        row.GetString(7),
        row.GetFieldValue<DateTimeOffset>(8),
        row.GetFieldValue<DateTimeOffset>(9),
        row.GetInt32(10));

    private static string Word(KeyTier tier) => tier.ToString().ToLowerInvariant();
}
