using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OpenClaw.Briefing.Features.Composition;
using OpenClaw.Contracts;
using OpenClaw.Testing.Sidecars;

namespace OpenClaw.Briefing.Tests.Http;

/// <summary>From the request to the stored briefing, through the real service and its actor.</summary>
public sealed class GenerationTests : IAsyncLifetime
{
    private ServiceUnderTest _service = null!;

    public async ValueTask InitializeAsync()
    {
        _service = await ServiceUnderTest.StartAsync();
        _service.Sidecar.Invoked = Connector([A.Issue(1, "Rotate keys") with { FollowUpCount = 2 }], [A.Issue(2, "Review retries")]);
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Generate_ReadsRanksStoresAndAnnounces()
    {
        using var response = await GenerateAsync("key-1");
        var briefing = await ReadAsync(response);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("v1", response.Headers.GetValues(HeaderNames.PolicyVersion).Single());
        Assert.Equal(["Rotate keys", "Review retries"], briefing.Tasks.Select(task => task.Title));
        Assert.Equal(SourceStatus.Ok, briefing.ConnectorStatus["github"]);
        var ready = Assert.Single(_service.Sidecar.EventsOf(Topics.BriefingReady));
        Assert.Equal($"briefing-ready:{briefing.Id:N}", ready["eventId"]!.GetValue<string>());
        Assert.Equal(briefing.RequestId, ready["requestId"]!.GetValue<string>());
        Assert.Equal(2, _service.Sidecar.EventsOf(Topics.TaskChanged).Count);
    }

    [Fact]
    public async Task Generate_LeavesOnePairOfAuditEntries()
    {
        using var first = await GenerateAsync("key-1");
        using var second = await GenerateAsync("key-1");

        var entries = _service.Audit.Of("briefing_generate");
        Assert.Equal([AuditPhase.Intent, AuditPhase.Outcome], entries.Select(entry => entry.Phase));
        Assert.Equal(AuditOutcome.Success, entries[1].Outcome);
        Assert.Equal(entries[0].Id, entries[1].IntentId);
    }

    [Fact]
    public async Task Generate_RepeatedTrigger_ReturnsTheSameBriefingAndAnnouncesOnce()
    {
        using var first = await GenerateAsync("key-1");
        using var second = await GenerateAsync("key-1");

        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal((await ReadAsync(first)).Id, (await ReadAsync(second)).Id);
        Assert.Single(_service.Sidecar.EventsOf(Topics.BriefingReady));
    }

    [Fact]
    public async Task Generate_WhileOneRuns_IsAConflict()
    {
        var isReading = new TaskCompletionSource();
        var mayGoOn = new TaskCompletionSource();
        var connector = _service.Sidecar.Invoked;
        _service.Sidecar.Invoked = async (app, path, body) =>
        {
            if (app == AppIds.Connector)
            {
                isReading.TrySetResult();
                await mayGoOn.Task;
            }

            return await connector(app, path, body);
        };
        var running = GenerateAsync("key-1");
        await isReading.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        using var refused = await GenerateAsync("key-2");
        mayGoOn.SetResult();
        using var finished = await running;

        await AssertProblemAsync(refused, HttpStatusCode.Conflict, ErrorCodes.BriefingInProgress);
        Assert.Equal(HttpStatusCode.Created, finished.StatusCode);
    }

    [Fact]
    public async Task Generate_OvertakenByItsOwnRepetition_ReturnsTheSameBriefing()
    {
        var isReading = new TaskCompletionSource();
        var mayGoOn = new TaskCompletionSource();
        var connector = _service.Sidecar.Invoked;
        _service.Sidecar.Invoked = async (app, path, body) =>
        {
            if (app == AppIds.Connector)
            {
                isReading.TrySetResult();
                await mayGoOn.Task;
            }

            return await connector(app, path, body);
        };
        var slow = GenerateAsync("key-1");
        await isReading.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        _service.Sidecar.Invoked = connector;

        using var fast = await GenerateAsync("key-1");
        mayGoOn.SetResult();
        using var overtaken = await slow;

        Assert.Equal((await ReadAsync(fast)).Id, (await ReadAsync(overtaken)).Id);
        Assert.Single(_service.Sidecar.EventsOf(Topics.BriefingReady));
        Assert.Equal(2, _service.Audit.Of("briefing_generate").Count);
    }

    [Fact]
    public async Task Generate_WhenTheConnectorIsUnreachable_IsPartialAndSaysSo()
    {
        _service.Sidecar.Invoked = (_, _, _) => Task.FromResult(Results.Json(new { errorCode = "ERR_DIRECT_INVOKE", message = "no address" }, statusCode: 500));

        var briefing = await ReadAsync(await GenerateAsync(null));

        Assert.Equal(SourceStatus.Unreachable, briefing.ConnectorStatus["github"]);
        Assert.Equal(0m, briefing.Completeness);
        Assert.Contains(briefing.Alerts, alert => alert.Type == "connector_unavailable");
    }

    [Fact]
    public async Task Generate_ShowsTheLastDayOfTheLog_AskedForTheCallerAlone()
    {
        var asked = new System.Collections.Concurrent.ConcurrentQueue<(string Path, ActivityRequest Request)>();
        AnswerActivity((path, body) =>
        {
            asked.Enqueue((path, body.Deserialize<ActivityRequest>(ContractsJson.Options)!));
            return Results.Json(A.Activity(), ContractsJson.Options);
        });

        var briefing = await ReadAsync(await GenerateAsync(null));
        using var again = await _service.AsAsync("sarah", HttpMethod.Get, "/api/v1/briefings/current");

        var (path, request) = Assert.Single(asked);
        Assert.Equal(("internal/audit/activity", "acme", "sarah", TimeSpan.FromDays(1)), (path, request.TenantId, request.UserId, request.To - request.From));
        Assert.Equal([AuditOutcome.Error, AuditOutcome.Denied], briefing.Activity!.Highlights.Select(highlight => highlight.Outcome));
        Assert.Equal((SourceStatus.Error, 3L), (briefing.Activity.Connectors["github"].Status, briefing.Activity.AutoResponses.Sent));
        Assert.DoesNotContain(briefing.Alerts, alert => alert.Type == "activity_unavailable");
        Assert.Equal(new ActivityCount(AuditActionType.DataAccess, 7, 1, 1, 0), Assert.Single((await ReadAsync(again)).Activity!.Counts));
    }

    [Theory]
    [InlineData(503)]
    [InlineData(403)]
    [InlineData(0)]
    public async Task Generate_WhenTheLogCannotBeRead_LacksThatSectionAndSaysSo(int status)
    {
        AnswerActivity((_, _) => status == 0 ? Results.Text("no JSON", "application/json") : Problem(status, ErrorCodes.AuditUnavailable));

        using var made = await GenerateAsync(null);
        var briefing = await ReadAsync(made);

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Null(briefing.Activity);
        Assert.Equal(2, briefing.Tasks.Count);
        Assert.Contains(briefing.Alerts, alert => alert is { Type: "activity_unavailable", Severity: AlertSeverity.Warning });
    }

    [Fact]
    public async Task Generate_WhenReadingIsDenied_NamesThePolicy()
    {
        _service.Sidecar.Invoked = (_, _, _) => Task.FromResult(Problem(403, ErrorCodes.PolicyDenied));

        var briefing = await ReadAsync(await GenerateAsync(null));

        Assert.Contains(briefing.Alerts, alert => alert is { Type: "policy_denied_source", Severity: AlertSeverity.Info });
    }

    [Fact]
    public async Task Generate_WhenTheConnectorHasNoPolicy_MakesNoBriefing()
    {
        _service.Sidecar.Invoked = (_, _, _) => Task.FromResult(Problem(503, ErrorCodes.PolicyEngineUnavailable));

        using var refused = await GenerateAsync("key-1");
        using var current = await _service.AsAsync("sarah", HttpMethod.Get, "/api/v1/briefings/current");

        await AssertProblemAsync(refused, HttpStatusCode.ServiceUnavailable, ErrorCodes.PolicyEngineUnavailable);
        Assert.Equal(HttpStatusCode.NotFound, current.StatusCode);
        Assert.Empty(_service.Sidecar.EventsOf(Topics.BriefingReady));
    }

    [Fact]
    public async Task Generate_AfterAFailedAttempt_SucceedsUnderTheSameKeyWithASingleSuccess()
    {
        var connector = _service.Sidecar.Invoked;
        _service.Sidecar.Invoked = (_, _, _) => Task.FromResult(Problem(503, ErrorCodes.PolicyEngineUnavailable));
        using var refused = await GenerateAsync("key-1");
        _service.Sidecar.Invoked = connector;

        using var made = await GenerateAsync("key-1");

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var outcomes = _service.Audit.Of("briefing_generate").Where(entry => entry.Phase == AuditPhase.Outcome);
        Assert.Equal([AuditOutcome.Success, AuditOutcome.Denied], outcomes.Select(entry => entry.Outcome).Order());
    }

    [Fact]
    public async Task Generate_WhenPolicyRefuses_IsRecordedAndNothingIsRead()
    {
        _service.Policy.Decide = _ => ScriptedPolicy.Deny;
        var reads = 0;
        _service.Sidecar.Invoked = (app, _, _) =>
        {
            reads += app == AppIds.Connector ? 1 : 0;
            return Task.FromResult(Results.StatusCode(500));
        };

        using var refused = await GenerateAsync(null);

        await AssertProblemAsync(refused, HttpStatusCode.Forbidden, ErrorCodes.PolicyDenied);
        Assert.Equal(0, reads);
        Assert.Contains(_service.Audit.Of("briefing_generate"), entry => entry.Outcome == AuditOutcome.Denied);
    }

    [Fact]
    public async Task Generate_WithoutAPolicyEngine_Is503()
    {
        _service.Policy.Decide = _ => ScriptedPolicy.Unavailable;

        using var refused = await GenerateAsync(null);

        await AssertProblemAsync(refused, HttpStatusCode.ServiceUnavailable, ErrorCodes.PolicyEngineUnavailable);
    }

    [Fact]
    public async Task Generate_WhenTheBrokerIsDown_AnnouncesLaterOnce()
    {
        _service.Sidecar.IsBrokerDown = true;
        using var response = await GenerateAsync("key-1");
        var reminder = Assert.Single(_service.Sidecar.Reminders.Keys, key => key.EndsWith("/outbox", StringComparison.Ordinal));
        _service.Sidecar.IsBrokerDown = false;

        await _service.Sidecar.RemindAsync("BriefingActor", reminder.Split('/')[1], "outbox");
        await _service.Sidecar.RemindAsync("BriefingActor", reminder.Split('/')[1], "outbox");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Single(_service.Sidecar.EventsOf(Topics.BriefingReady));
        Assert.Empty(_service.Sidecar.Reminders);
    }

    [Fact]
    public async Task Today_AnswersWithTheBriefingAndHonoursItsTag()
    {
        var made = await ReadAsync(await GenerateAsync(null));

        using var today = await _service.AsAsync("sarah", HttpMethod.Get, "/api/v1/briefings/today");
        using var again = await _service.AsAsync(
            "sarah", HttpMethod.Get, "/api/v1/briefings/today", headers: ("If-None-Match", today.Headers.ETag!.Tag));

        Assert.Equal(made.Id, (await ReadAsync(today)).Id);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    [Fact]
    public async Task Briefing_OfSomebodyElse_IsNotFound()
    {
        var made = await ReadAsync(await GenerateAsync(null));

        using var colleague = await _service.AsAsync("mike", HttpMethod.Get, $"/api/v1/briefings/{made.Id}");
        using var namesake = await _service.AsAsync("sarah", HttpMethod.Get, $"/api/v1/briefings/{made.Id}", tenant: "globex");

        await AssertProblemAsync(colleague, HttpStatusCode.NotFound, ErrorCodes.NotFound);
        await AssertProblemAsync(namesake, HttpStatusCode.NotFound, ErrorCodes.NotFound);
    }

    [Theory]
    [InlineData("""{"sources":["fax"]}""")]
    [InlineData("""{"sources":"github"}""")]
    public async Task Generate_WithBadInput_Is400(string body)
    {
        using var response = await _service.AsAsync("sarah", HttpMethod.Post, "/api/v1/briefings", JsonNode.Parse(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Routes_WithoutAToken_Are401()
    {
        foreach (var path in new[] { "/api/v1/briefings/today", "/api/v1/tasks", "/api/v1/briefings" })
        {
            using var response = await _service.Client.GetAsync(path, TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }
    }

    [Fact]
    public async Task ActorAndEventRoutes_WithoutTheSidecarToken_AreClosed()
    {
        using var actor = await _service.Client.PutAsync("/actors/BriefingActor/acme%7Csarah/method/ListAsync", null, TestContext.Current.CancellationToken);
        using var message = await _service.Client.PostAsync("/events/connector-items", null, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (actor.StatusCode, message.StatusCode));
    }

    private Task<HttpResponseMessage> GenerateAsync(string? key) => key is null
        ? _service.AsAsync("sarah", HttpMethod.Post, "/api/v1/briefings")
        : _service.AsAsync("sarah", HttpMethod.Post, "/api/v1/briefings", new { reason = "morning" }, headers: (HeaderNames.IdempotencyKey, key));

    private static Func<string, string, JsonNode?, Task<IResult>> Connector(ConnectorItem[] issues, ConnectorItem[] pulls) => (app, path, body) =>
    {
        if (app != AppIds.Connector)
        {
            return Task.FromResult(Results.StatusCode(500));
        }

        Assert.Equal("internal/connectors/github/read", path);
        var items = body!["operation"]!.GetValue<string>() == "github_issue_read" ? issues : pulls;
        return Task.FromResult(Results.Json(new ConnectorReadResult(items, SourceStatus.Ok, null, false), ContractsJson.Options));
    };

    /// <summary>The connector as before; the audit service as told.</summary>
    private void AnswerActivity(Func<string, JsonNode, IResult> answer)
    {
        var connector = _service.Sidecar.Invoked;
        _service.Sidecar.Invoked = (app, path, body) => app == AppIds.Audit ? Task.FromResult(answer(path, body!)) : connector(app, path, body);
    }

    private static IResult Problem(int status, string code) =>
        Results.Problem(statusCode: status, extensions: new Dictionary<string, object?> { ["code"] = code });

    private static async Task<DailyBriefing> ReadAsync(HttpResponseMessage response)
    {
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<DailyBriefing>(ContractsJson.Options))!;
    }

    private static async Task AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        Assert.Equal(status, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(code, problem.GetProperty("code").GetString());
    }
}
