using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Members;
using OpenClaw.ServiceDefaults.UserData;

namespace OpenClaw.Policy.Infrastructure;

/// <summary>Where a person belongs, what roles they were given and which classifications they changed.</summary>
internal sealed class PostgresUserData([FromKeyedServices(DatabaseRegistration.Writer)] NpgsqlDataSource dataSource, IMemberStore members) : IUserData
{
    private const string Overridden = """
        SELECT data_ref, level, changed_at FROM policy.data_classification_history WHERE tenant_id = $1 AND changed_by = $2 ORDER BY changed_at LIMIT 10000
        """;

    public async Task<JsonObject> ExportAsync(UserDataRequest person, CancellationToken cancellationToken)
    {
        var changes = await TenantTransaction.RunAsync(
            dataSource,
            person.TenantId,
            connection => TenantTransaction.ReadAsync(
                connection,
                Overridden,
                row => (JsonNode)new JsonObject { ["itemId"] = row.GetString(0), ["level"] = row.GetString(1), ["changedAt"] = row.GetFieldValue<DateTimeOffset>(2) },
                cancellationToken,
                person.TenantId,
                person.UserId),
            cancellationToken);
        var member = await members.FindAsync(person.TenantId, person.UserId, cancellationToken);
        return new JsonObject
        {
            ["membership"] = member is null ? null : JsonSerializer.SerializeToNode(member, ContractsJson.Options),
            ["classificationChanges"] = new JsonArray([.. changes]),
        };
    }

    public async Task<IReadOnlyDictionary<string, int>> EraseAsync(UserDataRequest person, CancellationToken cancellationToken)
    {
        var counts = await TenantTransaction.RunAsync(
            dataSource,
            person.TenantId,
            connection => TenantTransaction.ReadAsync(
                connection, "SELECT policy.erase_person($1, $2)", row => row.GetString(0), cancellationToken, person.TenantId, person.UserId),
            cancellationToken);
        return JsonSerializer.Deserialize<Dictionary<string, int>>(counts[0])!;
    }
}
