using Npgsql;
using NpgsqlTypes;
using OpenClaw.Policy.Features;
using OpenClaw.Policy.Features.Policies;

namespace OpenClaw.Policy.Infrastructure;

internal sealed class PostgresAnswerStore([FromKeyedServices(DatabaseRegistration.Writer)] NpgsqlDataSource writer) : IAnswerStore
{
    public async Task<AnsweredRequest?> FindAsync(string tenantId, string userId, string key, CancellationToken cancellationToken) => await TenantTransaction.RunAsync(
        writer,
        tenantId,
        connection => TenantTransaction.ReadAsync(
            connection,
            "SELECT fingerprint, status, response FROM policy.idempotency WHERE tenant_id = $1 AND user_id = $2 AND key = $3",
            row => new AnsweredRequest(row.GetString(0), row.GetInt32(1), row.GetString(2)),
            cancellationToken,
            tenantId,
            userId,
            key),
        cancellationToken) is [var answer] ? answer : null;

    /// <summary>Within the transaction of the change: either both are there or none.</summary>
    public static async Task AddAsync(NpgsqlConnection connection, string tenantId, KeptAnswer? kept, CancellationToken cancellationToken)
    {
        if (kept is null)
        {
            return;
        }

        await TenantTransaction.ExecuteAsync(
            connection,
            "INSERT INTO policy.idempotency (tenant_id, user_id, key, fingerprint, status, response, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            cancellationToken,
            tenantId, kept.UserId, kept.Key, kept.Answer.Fingerprint, kept.Answer.Status,
            new NpgsqlParameter { Value = kept.Answer.Response, NpgsqlDbType = NpgsqlDbType.Jsonb }, kept.At);
    }
}
