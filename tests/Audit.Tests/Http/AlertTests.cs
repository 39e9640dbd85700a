using System.Text.Json.Nodes;
using Npgsql;
using OpenClaw.Audit.Features.Reports;
using OpenClaw.Audit.Infrastructure;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Policy;
using OpenClaw.Testing;

namespace OpenClaw.Audit.Tests.Http;

/// <summary>What an audit policy demands to be told of is told, each entry once, and without naming anybody.</summary>
public sealed class AlertTests(AuditSystem system) : IAsyncLifetime
{
    /// <summary>Of one person in a day, by the policy of these tests.</summary>
    private const int Responses = 3;
    private readonly TestPolicies _policies = new();
    private readonly string _tenant = A.Tenant();
    private readonly string _silent = A.Tenant();
    private readonly string _unknown = A.Tenant();
    private readonly string _database = $"alerts_{Guid.NewGuid():N}";
    private RecordingSidecar? _sidecar;
    private ServiceProcess? _service;

    public async ValueTask InitializeAsync()
    {
        if (ServerPrograms.PostgresMissingReason is not null)
        {
            return;
        }

        // A database of its own: only the replica that seals tells, and no other service may take that role.
        await system.Postgres.CreateDatabaseAsync(_database);
        var (code, output) = await AuditSystem.MigrateAsync(system.Postgres.ConnectionStringFor(_database));
        Assert.True(code == 0, output);
        _sidecar = await RecordingSidecar.StartAsync();
        _policies.Serve(_sidecar, 1, (_tenant, Rules("input.team_id != \"quiet\"")), (_silent, Rules("false")));
        string[] roles = ["writer", "sealer", "reader", "maintenance"];
        _service = await system.StartServiceAsync(
            system.Postgres,
            [
                .. roles.Select(role => ($"ConnectionStrings__audit-{role}", system.Postgres.ConnectionStringFor(_database, $"audit_{role}"))),
                ("DAPR_HTTP_ENDPOINT", _sidecar.Address.ToString()),
                ("Policy__Enforcement__PublicKey", _policies.PublicKey),
                ("Policy__Enforcement__PollInterval", "00:00:00.500"),
                ("Audit__Alerts__Interval", "00:00:00.200"),
            ]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
            await _sidecar!.DisposeAsync();
        }

        _policies.Dispose();
    }

    [Fact]
    public async Task RefusedActions_AreToldOnce_WhereAPolicyDemandsIt()
    {
        AuditSystem.OrSkip(_service);
        await DenyAsync(_silent, "silent_action");
        await DenyAsync(_tenant, "quiet_action", "quiet");
        await DenyAsync(_tenant, "gmail_send");
        await AlarmAsync("1 x gmail_send (policy acme-integrations)");

        await KillAndRestartAsync("audit.alerts_told", 3);
        await DenyAsync(_tenant, "jira_comment");
        await AlarmAsync("1 x jira_comment (policy acme-integrations)");

        var told = Alarms();
        Assert.All(told, alarm => Assert.Equal((_tenant, "denied"), ((string?)alarm["tenantId"], (string?)alarm["kind"])));
        Assert.Equal(2, told.Count);
        Assert.DoesNotContain("sarah", string.Concat(told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flood_OfRefusals_IsCountedUpUnderOneDay()
    {
        AuditSystem.OrSkip(_service);
        const int Flood = 2_500;
        await DenyAsync(_tenant, "quiet_action", "quiet", 100);
        for (var sent = 0; sent < Flood; sent += 250)
        {
            await DenyAsync(_tenant, "gmail_send", times: 250);
        }

        // By day, because a midnight may come between.
        await Eventually.AssertAsync(() =>
        {
            var days = Alarms().GroupBy(alarm => (string)alarm["since"]!, alarm => Counted((string)alarm["detail"]!)).ToArray();
            Assert.InRange(days.Length, 1, 2);
            Assert.All(days, day => Assert.EndsWith("T00:00:00+00:00", day.Key, StringComparison.Ordinal));
            Assert.Equal(Flood, days.Sum(day => day.Max()));
            return Task.CompletedTask;
        });
        Assert.DoesNotContain(Alarms(), alarm => ((string)alarm["detail"]!).Contains("quiet_action", StringComparison.Ordinal));

        static int Counted(string detail) => int.Parse(detail.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task RefusedAction_IsToldWhenTheBrokerIsBack()
    {
        AuditSystem.OrSkip(_service);
        _sidecar!.IsBrokerDown = true;
        await DenyAsync(_tenant, "gmail_send");
        await Eventually.True(() => _service!.Output.Contains("could not be published", StringComparison.Ordinal), TimeSpan.FromSeconds(60), "the broker was tried");

        _sidecar.IsBrokerDown = false;

        await AlarmAsync("1 x gmail_send");
    }

    [Fact]
    public async Task Rule_ThatIsAskedFor_TellsOfItsEntries_AndOfNoOthers()
    {
        AuditSystem.OrSkip(_service);
        await DoAsync(_silent, "email_send", "unasked");
        await DoAsync(_unknown, "email_send", "unasked");
        await DoAsync(_tenant, "email_send", detail: """{"additional": {"external": false}}""");
        await DoAsync(_tenant, "email_send", type: AuditActionType.PolicyDecision);
        await DoAsync(_tenant, "email_send", detail: """{"additional": {"external": true}}""");
        await DoAsync(_tenant, "email_send", outcome: AuditOutcome.PendingApproval);
        await DoAsync(_tenant, "gdrive_read", level: Classification.Internal, type: AuditActionType.DataAccess);
        await DoAsync(_tenant, "gdrive_read", level: Classification.Confidential, type: AuditActionType.DataAccess);
        await DoAsync(_tenant, "user_data_export", level: Classification.Restricted, type: AuditActionType.DataExport);
        await DoAsync(_tenant, "data_access", level: Classification.Restricted, type: AuditActionType.PolicyDecision);
        await DoAsync(_tenant, "legal_hold_place", level: Classification.Confidential, type: AuditActionType.AdminChange);
        await DoAsync(_tenant, "audit_query", level: Classification.Restricted, type: AuditActionType.DataAccess, purpose: "audit_review");

        await Eventually.AssertAsync(() =>
        {
            Assert.Equal(["2 x email_send"], Newest("external_mail"));
            Assert.Equal(["1 x data_access (restricted)", "1 x gdrive_read (confidential)", "1 x user_data_export (restricted)"], Newest("confidential_access").Order(StringComparer.Ordinal));
            return Task.CompletedTask;
        });

        // A refusal is told last, so nothing of before it is on its way any more. Nobody can be asked about the unknown company.
        await DenyAsync(_unknown, "refused_action");
        await AlarmAsync("1 x refused_action");
        Assert.All(Alarms(), alarm => Assert.Equal((string?)alarm["kind"] == "denied" ? _unknown : _tenant, (string?)alarm["tenantId"]));
        Assert.DoesNotContain("sarah", string.Concat(Alarms()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AutomaticResponses_BeyondThePersonsNumberOfADay_AreToldToTheTeam()
    {
        AuditSystem.OrSkip(_service);
        Assert.SkipWhen(DateTime.UtcNow.AddMinutes(5).Date != DateTime.UtcNow.Date, "The count begins anew at midnight.");
        await DoAsync(_tenant, "auto-response.send", times: Responses + 2);
        await DoAsync(_tenant, "auto-response.send", times: Responses, user: "mike");
        await ExpectAsync(2);

        // Those of before count, whichever process told of them.
        await KillAndRestartAsync("audit.alerts_told", 2 * Responses + 2);
        await DoAsync(_tenant, "auto-response.send");
        await DoAsync(_tenant, "auto-response.send", user: "mike");
        await ExpectAsync(4);

        Assert.All(Alarms(), alarm => Assert.Equal(("auto_responses", "platform"), ((string?)alarm["kind"], (string?)alarm["teamId"])));

        Task ExpectAsync(int beyond) => Eventually.AssertAsync(() =>
        {
            Assert.Equal([$"{beyond} x auto-response.send (beyond {Responses} of one person a day)"], Newest("auto_responses"));
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task WeekAndMonth_ThatEnded_AreToldOnce()
    {
        AuditSystem.OrSkip(_service);
        var periods = ReportPeriod.EndedBefore(DateTimeOffset.UtcNow);
        foreach (var period in periods)
        {
            await DoAsync(_silent, "gdrive_read", at: period.From);
        }

        string[] expected = [.. periods.Select(period => $"{(period.IsWeek ? "weekly" : "monthly")}_report {period.From:O}").Order(StringComparer.Ordinal)];
        await Eventually.AssertAsync(() =>
        {
            Assert.Equal(expected, Told());
            return Task.CompletedTask;
        });
        await KillAndRestartAsync("audit.reports_told", periods.Count);
        await DoAsync(_silent, "gdrive_read", at: periods[0].From);
        await DenyAsync(_tenant, "refused_action");
        await AlarmAsync("1 x refused_action");
        await DenyAsync(_tenant, "refused_again");
        await AlarmAsync("1 x refused_again");
        Assert.Equal(expected, Told());
        Assert.All(Alarms().Where(IsReport), alarm => Assert.Contains(" actions, 0 refused, 0 sent to approval, 0 model calls, ", (string)alarm["detail"]!, StringComparison.Ordinal));

        string[] Told() => [.. Alarms().Where(IsReport).Select(alarm => $"{alarm["kind"]} {(DateTimeOffset)alarm["since"]!:O}").Order(StringComparer.Ordinal)];

        static bool IsReport(JsonNode alarm) => ((string)alarm["kind"]!).EndsWith("_report", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(PostgresAlertStore.Untold))]
    [InlineData(nameof(PostgresAlertStore.Places))]
    public async Task Look_WalksTheIndexOfWhatMayBeTold(string query)
    {
        var sql = query == nameof(PostgresAlertStore.Untold)
            ? PostgresAlertStore.Untold.Replace("$1", "now() - interval '1 day'", StringComparison.Ordinal).Replace("$2", "1000", StringComparison.Ordinal)
            : PostgresAlertStore.Places.Replace("$1", "'acme'", StringComparison.Ordinal).Replace("$2", "'sarah'", StringComparison.Ordinal).Replace("$3", "now() - interval '1 day'", StringComparison.Ordinal);
        await using var database = NpgsqlDataSource.Create(system.Postgres.ConnectionStringFor("audit"));
        await using var connection = await database.OpenConnectionAsync(TestContext.Current.CancellationToken);

        // Small tables are read as a whole; a large one could only be if the index did not fit the question.
        await using var command = new NpgsqlCommand($"SET enable_seqscan = off; EXPLAIN {sql}", connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var plan = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            plan.Add(reader.GetString(0));
        }

        Assert.Contains(plan, line => line.Contains("received_at_idx", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, line => line.Contains("Seq Scan on audit_entries", StringComparison.Ordinal));
    }

    private static PolicyBundle Rules(string demands) => PolicyBundle.Create(
        [
            new PolicyModule("decision.rego", $$$"""
                package openclaw
                default tells := false
                tells if {
                    {{{demands}}}
                }
                decision := {"result": "allow", "policy": "audit", "reason": "", "constraints": {
                    "alert_on_deny": tells, "alert_on_external_mail": tells, "alert_on_confidential_access": tells,
                    "alert_on_auto_responses": tells, "auto_responses_before_alert": {{{Responses}}}}}
                """),
        ], []);

    private Task DenyAsync(string tenant, string action, string team = "platform", int times = 1) =>
        StoreAsync(A.Intent(tenant) with { Action = action, TeamId = team }, AuditOutcome.Denied, times);

    private Task DoAsync(
        string tenant, string action, string user = "sarah", int times = 1, AuditActionType type = AuditActionType.ToolInvocation,
        Classification level = Classification.Internal, AuditOutcome outcome = AuditOutcome.Success, string detail = "{}", string purpose = "connector_read", DateTimeOffset? at = null) =>
        StoreAsync(
            A.Intent(tenant, user, at) with
            {
                Action = action,
                ActionType = type,
                DataClassification = level,
                ActionDetail = JsonNode.Parse(detail)!.AsObject(),
                DataAccessed = [new DataAccess("gdrive:plan", level, purpose)],
            },
            outcome,
            times);

    private async Task StoreAsync(AuditEntry first, AuditOutcome outcome, int times)
    {
        var intents = Enumerable.Range(0, times).Select(_ => first with { Id = Guid.CreateVersion7() });
        using var answer = await system.PostAsync(new AuditBatch([.. intents.SelectMany(intent => (AuditEntry[])[intent, A.OutcomeOf(intent, outcome)])]), service: _service);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Kills the service when it has kept what it told: an alarm comes again if it dies between the two.</summary>
    private async Task KillAndRestartAsync(string table, int kept)
    {
        await using var database = NpgsqlDataSource.Create(system.Postgres.ConnectionStringFor(_database));
        await using var count = database.CreateCommand($"SELECT count(*) FROM {table}");
        await Eventually.AssertAsync(async () => Assert.Equal((long)kept, await count.ExecuteScalarAsync(TestContext.Current.CancellationToken)));
        await _service!.KillAndRestartAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>What the last alarm of a kind counts.</summary>
    private string[] Newest(string kind) =>
        Alarms().LastOrDefault(alarm => (string?)alarm["kind"] == kind) is { } alarm ? ((string)alarm["detail"]!).Split(", ") : [];

    private Task AlarmAsync(string text) => Eventually.AssertAsync(() =>
    {
        Assert.Contains(Alarms(), alarm => ((string)alarm["detail"]!).Contains(text, StringComparison.Ordinal));
        return Task.CompletedTask;
    });

    private List<JsonNode> Alarms() =>
        [.. _sidecar!.Published.Where(message => message.Contains("/audit.alarm ", StringComparison.Ordinal))
            .Select(message => JsonNode.Parse(message[message.IndexOf('{', StringComparison.Ordinal)..])!["data"]!)];
}
