using Npgsql;
using OpenClaw.Audit.Features;
using OpenClaw.Audit.Features.Reports;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Infrastructure;

/// <summary>Counts in the database, in two walks over the period's entries.</summary>
internal sealed class PostgresReportReader(TenantReader tenants) : IReportReader
{
    private const int MostPolicies = 10;
    private const int MostNamed = 100;

    /// <summary>Of <c>grouping(action_type, policy_applied, model_used)</c>: a bit is set where a row is not grouped by it.</summary>
    private const int ByKind = 0b011;
    private const int ByPolicy = 0b101;

    private const string InPeriod = """
        tenant_id = $1 AND "timestamp" >= $2 AND "timestamp" < $3 AND phase = 'outcome'
        """;

    private const string Actions = $"""
        SELECT grouping(action_type, policy_applied, model_used), action_type, outcome, policy_applied, model_used, count(*), count(*) FILTER (WHERE outcome = 'denied'),
            coalesce(sum((model_tokens ->> 'input')::bigint), 0)::bigint, coalesce(sum((model_tokens ->> 'output')::bigint), 0)::bigint
        FROM audit.audit_entries WHERE {InPeriod}
        GROUP BY GROUPING SETS ((action_type, outcome), (policy_applied), (model_used)) ORDER BY 6 DESC
        """;

    private static readonly string Sources = $"""
        SELECT split_part(item ->> 'source', ':', 1), item ->> 'classification', count(*)
        FROM audit.audit_entries CROSS JOIN LATERAL jsonb_array_elements(data_accessed) AS item WHERE {InPeriod} AND outcome = 'success'
        GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT {MostNamed}
        """;

    public async Task<AuditReport> ReadAsync(string tenantId, ReportPeriod period, CancellationToken cancellationToken)
    {
        var sources = await tenants.RunAnywhereAsync(tenantId, () => CommandOf(Sources, tenantId, period), row => SourcesAsync(row, cancellationToken), cancellationToken);
        return await tenants.RunAnywhereAsync(tenantId, () => CommandOf(Actions, tenantId, period), row => ReportAsync(row, period, sources, cancellationToken), cancellationToken);
    }

    private static NpgsqlBatchCommand CommandOf(string question, string tenantId, ReportPeriod period) => new(question)
    {
        Parameters =
        {
            new NpgsqlParameter<string> { TypedValue = tenantId },
            new NpgsqlParameter<DateTime> { TypedValue = period.From.UtcDateTime },
            new NpgsqlParameter<DateTime> { TypedValue = period.To.UtcDateTime },
        },
    };

    private static async Task<IReadOnlyList<SourceFigures>> SourcesAsync(NpgsqlDataReader row, CancellationToken cancellationToken)
    {
        var sources = new List<SourceFigures>();
        while (await row.ReadAsync(cancellationToken))
        {
            sources.Add(new SourceFigures(row.GetString(0), Words<Classification>.Parse(row.GetString(1)), row.GetInt64(2)));
        }

        return sources;
    }

    private static async Task<AuditReport> ReportAsync(NpgsqlDataReader row, ReportPeriod period, IReadOnlyList<SourceFigures> sources, CancellationToken cancellationToken)
    {
        var (endings, policies, models) = (new List<(AuditActionType Kind, AuditOutcome Outcome, long Count)>(), new List<PolicyFigures>(), new List<ModelFigures>());
        while (await row.ReadAsync(cancellationToken))
        {
            switch (row.GetInt32(0))
            {
                case ByKind:
                    endings.Add((Words<AuditActionType>.Parse(row.GetString(1)), Words<AuditOutcome>.Parse(row.GetString(2)), row.GetInt64(5)));
                    break;
                case ByPolicy:
                    policies.Add(new PolicyFigures(row.GetString(3), row.GetInt64(5), row.GetInt64(6)));
                    break;
                default:
                    if (!row.IsDBNull(4))
                    {
                        models.Add(new ModelFigures(row.GetString(4), row.GetInt64(5), row.GetInt64(7), row.GetInt64(8)));
                    }

                    break;
            }
        }

        long Count(AuditOutcome outcome, AuditActionType? kind = null) => endings.Where(ending => ending.Outcome == outcome && (kind is null || ending.Kind == kind)).Sum(ending => ending.Count);
        return new AuditReport(
            period.Of,
            period.From,
            period.To,
            [.. endings.Select(ending => ending.Kind).Distinct().Order().Select(kind => new ActivityCount(
                kind, Count(AuditOutcome.Success, kind), Count(AuditOutcome.Denied, kind), Count(AuditOutcome.Error, kind), Count(AuditOutcome.PendingApproval, kind)))],
            Count(AuditOutcome.Denied),
            Count(AuditOutcome.PendingApproval),
            [.. policies.Take(MostPolicies)],
            [.. models.Take(MostNamed)],
            sources);
    }
}
