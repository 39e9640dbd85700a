using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using OpenClaw.Policy.Features.Policies;

namespace OpenClaw.Policy.Infrastructure;

/// <summary>Columns in the order in which they are read.</summary>
internal static class PolicyRows
{
    public const string Select =
        "SELECT id, scope, scope_id, org_id, team_id, domain, name, status, row_version, created_by, created_at, updated_by, updated_at FROM policy.policies";

    public const string SelectVersions = """
        SELECT policy_id, ordinal, version, status, content, document, operation, based_on, change_reason, created_by, created_at,
            activate_at, activated_at, activated_by, deprecated_at, deprecated_by, end_reason, expires_at
        FROM policy.policy_versions
        """;

    public const string SelectActive = """
        SELECT p.id, p.name, v.version, p.scope, p.scope_id, p.org_id, p.team_id, p.domain, v.document, p.tenant_id
        FROM policy.policy_versions v JOIN policy.policies p ON (p.tenant_id, p.id) = (v.tenant_id, v.policy_id)
        """;

    public const string SelectModules =
        "SELECT id, scope, scope_id, org_id, name, version, source, change_reason, changed_by, changed_at, tenant_id FROM policy.modules";

    public static ModuleRow Module(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        Parse<PolicyScope>(row.GetString(1)),
        row.GetString(2),
        row.GetString(3),
        row.GetString(4),
        row.GetInt32(5),
        row.GetString(6),
        row.GetString(7),
        row.GetString(8),
        row.GetFieldValue<DateTimeOffset>(9));

    public static PolicyRow Policy(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        new PolicySlot(Parse<PolicyScope>(row.GetString(1)), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5)),
        row.GetString(6),
        Parse<PolicyStatus>(row.GetString(7)),
        row.GetInt32(8),
        row.GetString(9),
        row.GetFieldValue<DateTimeOffset>(10),
        row.GetString(11),
        row.GetFieldValue<DateTimeOffset>(12));

    public static VersionRow Version(NpgsqlDataReader row) => new()
    {
        PolicyId = row.GetGuid(0),
        Ordinal = row.GetInt32(1),
        Version = SemanticVersion.Parse(row.GetString(2))!,
        Status = Parse<PolicyStatus>(row.GetString(3)),
        Content = row.GetString(4),
        Document = (JsonObject)JsonNode.Parse(row.GetString(5))!,
        Operation = Parse<VersionOperation>(row.GetString(6)),
        BasedOn = TextOrNull(row, 7),
        ChangeReason = row.GetString(8),
        CreatedBy = row.GetString(9),
        CreatedAt = row.GetFieldValue<DateTimeOffset>(10),
        ActivateAt = TimeOrNull(row, 11),
        ActivatedAt = TimeOrNull(row, 12),
        ActivatedBy = TextOrNull(row, 13),
        DeprecatedAt = TimeOrNull(row, 14),
        DeprecatedBy = TextOrNull(row, 15),
        EndReason = TextOrNull(row, 16),
        ExpiresAt = TimeOrNull(row, 17),
    };

    public static ActiveDocument Active(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.GetString(2),
        new PolicySlot(Parse<PolicyScope>(row.GetString(3)), row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7)),
        (JsonObject)JsonNode.Parse(row.GetString(8))!);

    public static string Word<TEnum>(TEnum value)
        where TEnum : struct, Enum =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static TEnum Parse<TEnum>(string word)
        where TEnum : struct, Enum =>
        Enum.Parse<TEnum>(word.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);

    private static string? TextOrNull(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset? TimeOrNull(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
