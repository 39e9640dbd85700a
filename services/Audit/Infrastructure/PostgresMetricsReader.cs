using Npgsql;
using OpenClaw.Audit.Features;
using OpenClaw.Audit.Features.Metrics;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Audit.Features.Subjects;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Infrastructure;

internal sealed class PostgresMetricsReader(TenantReader tenants, PersonalData personal) : IMetricsReader
{
    // Read twice, because people among the groups would be so many that all entries were sorted for them. Decisions are asked for
    // with names that anybody may make up, so these make no groups.
    private const string Before = "WITH day AS NOT MATERIALIZED (SELECT *";

    private static readonly string After = $"""
        )
        SELECT action_type, CASE WHEN action_type = 'policy_decision' THEN '' ELSE action END, phase, policy_result, outcome, policy_applied <> 'system', model_used,
            count(*), coalesce(sum((model_tokens ->> 'input')::bigint), 0)::bigint, coalesce(sum((model_tokens ->> 'output')::bigint), 0)::bigint,
            coalesce(sum(CASE WHEN phase = 'outcome' AND starts_with(action, 'briefing_') THEN (action_detail ->> 'discovered')::bigint END), 0)::bigint,
            (SELECT count(*) FROM (SELECT DISTINCT actor_user_id FROM day) AS actors WHERE starts_with(actor_user_id, '{Pseudonyms.Sign}'))
        FROM day GROUP BY 1, 2, 3, 4, 5, 6, 7
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
