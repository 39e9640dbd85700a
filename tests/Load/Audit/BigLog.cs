using System.Globalization;
using System.Text;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Load;

/// <summary>Two full months of one tenant, written by COPY into tables of their own that become partitions afterwards.</summary>
internal sealed class BigLog(Stage stage, int rows)
{
    public const string Tenant = "bigcorp";
    private const int Users = 100;
    private static readonly string[] Types = ["data_access", "tool_invocation", "model_call", "policy_decision", "agent_exchange", "approval"];
    private static readonly string[] Teams = ["platform", "motion", "vision", "sales"];
    private string[] _pseudonyms = [];

    public DateTimeOffset First { get; private set; }

    /// <summary>Time between two entries.</summary>
    public TimeSpan Step { get; private set; }

    public static string UserOf(int user) => string.Create(CultureInfo.InvariantCulture, $"user-{user}");

    public async Task WriteAsync()
    {
        await IntroduceAsync();
        var now = TimeProvider.System.GetUtcNow();
        var last = new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero);
        First = last.AddMonths(-2);
        Step = (last - First) / rows;
        await Task.WhenAll(WriteMonthAsync(First, First.AddMonths(1)), WriteMonthAsync(First.AddMonths(1), last));
        await stage.ExecuteAsync("VACUUM (ANALYZE) audit.audit_entries");
    }

    /// <summary>The request of the entry at a place.</summary>
    public static string RequestOf(int number) => string.Create(CultureInfo.InvariantCulture, $"big-{number / 4}");

    public static string TraceOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{number / 4:x32}");

    /// <summary>Everybody writes one entry over the front door, which gives them the pseudonyms that the rest is written with.</summary>
    private async Task IntroduceAsync()
    {
        for (var user = 0; user < Users; user++)
        {
            var entry = EntryTemplate.Sample(AuditPhase.Intent) with
            {
                Id = Guid.CreateVersion7(),
                TenantId = Tenant,
                UserId = UserOf(user),
                ActorUserId = UserOf(user),
                Timestamp = TimeProvider.System.GetUtcNow(),
                RequestId = $"introduction-{user}",
            };
            using var request = stage.Identity.AsService(AppIds.Connector, HttpMethod.Post, "/api/v1/audit/entries");
            request.Content = System.Net.Http.Json.JsonContent.Create(new AuditBatch([entry]), options: ContractsJson.Options);
            using var answer = await stage.Services[0].Client.SendAsync(request);
            answer.EnsureSuccessStatusCode();
        }

        await stage.DrainAsync();
        _pseudonyms = new string[Users];
        await using var command = stage.Sql.CreateCommand($"SELECT request_id, user_id FROM audit.audit_entries WHERE tenant_id = '{Tenant}'");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            _pseudonyms[int.Parse(reader.GetString(0).Split('-')[1], CultureInfo.InvariantCulture)] = reader.GetString(1);
        }
    }

    private async Task WriteMonthAsync(DateTimeOffset month, DateTimeOffset next)
    {
        var name = month.ToString("'audit.audit_entries_'yyyy'_'MM", CultureInfo.InvariantCulture);
        await stage.ExecuteAsync($"CREATE TABLE {name} (LIKE audit.audit_entries INCLUDING DEFAULTS INCLUDING CONSTRAINTS); ALTER TABLE {name} OWNER TO audit_owner; ALTER TABLE {name} ENABLE ROW LEVEL SECURITY");
        await using (var connection = await stage.Sql.OpenConnectionAsync())
        await using (var copy = await connection.BeginTextImportAsync($"""
            COPY {name} (id, tenant_id, user_id, actor_user_id, source_service, "timestamp", action_type, action, phase, intent_id, action_detail, data_accessed,
                data_classification, policy_applied, policy_result, policy_reason, outcome, request_id, trace_id, org_unit, team_id) FROM STDIN
            """))
        {
            var line = new StringBuilder();

            // A server rounds to microseconds: the last one of a month would belong to the next.
            var end = next - TimeSpan.FromMicroseconds(1);
            for (var number = (int)Math.Ceiling((month - First) / Step); number < rows && First + Step * number < end; number++)
            {
                line.Clear();
                Append(line, number);
                await copy.WriteAsync(line);
            }
        }

        await stage.ExecuteAsync(FormattableString.Invariant($"ALTER TABLE audit.audit_entries ATTACH PARTITION {name} FOR VALUES FROM ('{month:yyyy-MM-dd}') TO ('{next:yyyy-MM-dd}')"));
    }

    // Half are intents; one in a hundred is denied; one in ten thousand belongs to a policy hardly anybody meets.
    private void Append(StringBuilder line, int number)
    {
        var (isIntent, user, time) = (number % 2 == 0, _pseudonyms[(int)(number / 2 * 7919L % Users)], First + Step * number);
        var isDenied = number / 2 % 100 == 0;
        var id = Guid.CreateVersion7(time);
        line.Append(CultureInfo.InvariantCulture,
            $"{id}\t{Tenant}\t{user}\t{user}\tconnector\t{time:O}\t{Types[number / 2 % Types.Length]}\tgithub_issue_read\t{(isIntent ? "intent" : "outcome")}\t{(isIntent ? "\\N" : id)}\t");
        line.Append(CultureInfo.InvariantCulture,
            $"{{\"tool\": \"github_issue_read\", \"repository\": \"acme-robotics/arm\", \"number\": {number}}}\t[{{\"source\": \"github:acme-robotics/arm/issues/{number}\", \"classification\": \"internal\", \"purpose\": \"connector_read\"}}]\t");
        line.Append(CultureInfo.InvariantCulture,
            $"internal\t{(number / 2 % 10_000 == 0 ? "rare-policy" : "acme-integrations")}\t{(isDenied ? "deny" : "allow")}\treading of the own organisation's repositories\t{(isIntent ? "pending" : isDenied ? "denied" : "success")}\t{RequestOf(number)}\t{TraceOf(number)}\tengineering\t{Teams[number / 2 % Teams.Length]}\n");
    }
}
