using Npgsql;
using OpenClaw.Audit.Features;
using OpenClaw.Audit.Features.Metrics;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Audit.Features.Subjects;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Infrastructure;

internal sealed class PostgresMetricsReader(TenantReader tenants, PersonalData personal) : IMetricsReader
{
    // One pass over the entries, by person; then by kind, and the persons that are left counted. Decisions are asked for with
    // names that anybody may make up, so these do not make groups.
    private const string Before = """
        WITH tally AS (
            SELECT action_type, CASE WHEN action_type = 'policy_decision' THEN '' ELSE action END AS action, phase, policy_result, outcome,
                policy_applied <> 'system' AS is_governed, model_used, actor_user_id, count(*) AS entries,
                sum((model_tokens ->> 'input')::bigint) AS input, sum((model_tokens ->> 'output')::bigint) AS output,
                sum(CASE WHEN phase = 'outcome' AND starts_with(action, 'briefing_') THEN (action_detail ->> 'discovered')::bigint END) AS discovered
        """;

    private static readonly string After = $"""
             GROUP BY 1, 2, 3, 4, 5, 6, 7, 8)
        SELECT action_type, action, phase, policy_result, outcome, is_governed, model_used, sum(entries)::bigint,
            coalesce(sum(input), 0)::bigint, coalesce(sum(output), 0)::bigint, coalesce(sum(discovered), 0)::bigint,
            (SELECT count(DISTINCT actor_user_id) FROM tally WHERE starts_with(actor_user_id, '{Pseudonyms.Sign}'))
        FROM tally GROUP BY 1, 2, 3, 4, 5, 6, 7
        """;

    public async Task<MetricsCount> CountAsync(AuditScope scope, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var filter = new AuditFilter { From = from, To = to };
        var named = await personal.NameAsync(scope, filter, cancellationToken);
        return await tenants.RunAnywhereAsync(scope.TenantId, () => AuditSql.Of(named, filter, Before, After), reader => CountAsync(reader, cancellationToken), cancellationToken);
    }

    private static async Task<MetricsCount> CountAsync(NpgsqlDataReader row, CancellationToken cancellationToken)
    {
        var tallies = new List<MetricsTally>();
        var activeUsers = 0L;
        while (await row.ReadAsync(cancellationToken))
        {
            tallies.Add(new MetricsTally(
                Words<AuditActionType>.Parse(row.GetString(0)),
                row.GetString(1),
                Words<AuditPhase>.Parse(row.GetString(2)),
                Words<PolicyResult>.Parse(row.GetString(3)),
                Words<AuditOutcome>.Parse(row.GetString(4)),
                row.GetBoolean(5),
                row.IsDBNull(6) ? null : row.GetString(6),
                row.GetInt64(7),
                row.GetInt64(8),
                row.GetInt64(9),
                row.GetInt64(10)));
            activeUsers = row.GetInt64(11);
        }

        return new MetricsCount(tallies, activeUsers);
    }
}
