using Npgsql;
using OpenClaw.Audit.Features;
using OpenClaw.Audit.Features.Activity;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Audit.Features.Subjects;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Infrastructure;

/// <summary>Counts in the database, along the index of a person's entries by type and time.</summary>
internal sealed class PostgresActivityReader(TenantReader tenants, PersonalData personal) : IActivityReader
{
    private const string Tally = """
        SELECT date_bin($5, "timestamp", $3), action_type, action, action_detail ->> 'change', outcome,
            count(*), count(DISTINCT action_detail ->> 'conversationId'), max("timestamp")
        FROM audit.audit_entries
        WHERE tenant_id = $1 AND user_id = ANY($2) AND action_type = ANY($6) AND "timestamp" >= $3 AND "timestamp" < $4 AND phase = 'outcome'
        GROUP BY 1, 2, 3, 4, 5
        """;

    public async Task<IReadOnlyList<ActivityTally>> TallyAsync(ActivityQuestion question, CancellationToken cancellationToken)
    {
        var scope = await personal.NameAsync(new AuditScope(question.TenantId, question.UserId, IsTenantWide: false, null, null), new AuditFilter(), cancellationToken);
        return await tenants.RunAnywhereAsync(question.TenantId, () => CommandOf(question, scope), reader => TalliesAsync(reader, cancellationToken), cancellationToken);
    }

    private static NpgsqlBatchCommand CommandOf(ActivityQuestion question, AuditScope scope) => new(Tally)
    {
        Parameters =
        {
            new NpgsqlParameter<string> { TypedValue = question.TenantId },
            new NpgsqlParameter<string[]> { TypedValue = scope.NamesOf(question.UserId) },
            new NpgsqlParameter<DateTime> { TypedValue = question.From.UtcDateTime },
            new NpgsqlParameter<DateTime> { TypedValue = question.To.UtcDateTime },
            new NpgsqlParameter<TimeSpan> { TypedValue = question.Slice },
            new NpgsqlParameter<string[]> { TypedValue = AuditSql.ActionTypes },
        },
    };

    private static async Task<IReadOnlyList<ActivityTally>> TalliesAsync(NpgsqlDataReader row, CancellationToken cancellationToken)
    {
        var tallies = new List<ActivityTally>();
        while (await row.ReadAsync(cancellationToken))
        {
            tallies.Add(new ActivityTally(
                row.GetFieldValue<DateTimeOffset>(0),
                Words<AuditActionType>.Parse(row.GetString(1)),
                row.GetString(2),
                row.IsDBNull(3) ? null : row.GetString(3),
                Words<AuditOutcome>.Parse(row.GetString(4)),
                row.GetInt64(5),
                row.GetInt64(6),
                row.GetFieldValue<DateTimeOffset>(7)));
        }

        return tallies;
    }
}
