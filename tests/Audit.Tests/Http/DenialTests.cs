using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Policy;
using OpenClaw.Testing;

namespace OpenClaw.Audit.Tests.Http;

/// <summary>Refused actions are told where an audit policy demands it, each once, and without naming anybody.</summary>
public sealed class DenialTests(AuditSystem system) : IAsyncLifetime
{
    private readonly TestPolicies _policies = new();
    private readonly string _tenant = A.Tenant();
    private readonly string _silent = A.Tenant();
    private RecordingSidecar? _sidecar;
    private ServiceProcess? _service;

    public async ValueTask InitializeAsync()
    {
        if (ServerPrograms.PostgresMissingReason is not null)
        {
            return;
        }

        // A database of its own: only the replica that seals tells, and no other service may take that role.
        var database = $"denials_{Guid.NewGuid():N}";
        await system.Postgres.CreateDatabaseAsync(database);
        var (code, output) = await AuditSystem.MigrateAsync(system.Postgres.ConnectionStringFor(database));
        Assert.True(code == 0, output);
        _sidecar = await RecordingSidecar.StartAsync();
        _policies.Serve(_sidecar, 1, (_tenant, Rules("input.team_id != \"quiet\"")), (_silent, Rules("false")));
        string[] roles = ["writer", "sealer", "reader", "maintenance"];
        _service = await system.StartServiceAsync(
            system.Postgres,
            [
                .. roles.Select(role => ($"ConnectionStrings__audit-{role}", system.Postgres.ConnectionStringFor(database, $"audit_{role}"))),
                ("DAPR_HTTP_ENDPOINT", _sidecar.Address.ToString()),
                ("Policy__Enforcement__PublicKey", _policies.PublicKey),
                ("Policy__Enforcement__PollInterval", "00:00:00.500"),
                ("Audit__Denials__Interval", "00:00:00.200"),
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

        await _service!.KillAndRestartAsync(TestContext.Current.CancellationToken);
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

    private static PolicyBundle Rules(string demands) => PolicyBundle.Create(
        [
            new PolicyModule("decision.rego", $$$"""
                package openclaw
                default tells := false
                tells if {
                    {{{demands}}}
                }
                decision := {"result": "allow", "policy": "audit", "reason": "", "constraints": {"alert_on_deny": tells}}
                """),
        ], []);

    private async Task DenyAsync(string tenant, string action, string team = "platform", int times = 1)
    {
        var intents = Enumerable.Range(0, times).Select(_ => A.Intent(tenant) with { Action = action, TeamId = team });
        using var answer = await system.PostAsync(new AuditBatch([.. intents.SelectMany(intent => (AuditEntry[])[intent, A.OutcomeOf(intent, AuditOutcome.Denied)])]), service: _service);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private Task AlarmAsync(string text) => Eventually.AssertAsync(() =>
    {
        Assert.Contains(Alarms(), alarm => ((string)alarm["detail"]!).Contains(text, StringComparison.Ordinal));
        return Task.CompletedTask;
    });

    private List<JsonNode> Alarms() =>
        [.. _sidecar!.Published.Where(message => message.Contains("/audit.alarm ", StringComparison.Ordinal))
            .Select(message => JsonNode.Parse(message[message.IndexOf('{', StringComparison.Ordinal)..])!["data"]!)];
}
