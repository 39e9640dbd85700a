using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Tests.Support;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Gateway.Tests.Decisions;

/// <summary>
/// The door decides what people ask about themselves and hands everything else on. Its enforcement point has no bundle here, so
/// what it decides is a denial.
/// </summary>
public sealed class EvaluateAtTheDoorTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    private const string Path = "/api/v1/policies/evaluate";

    [Theory]
    [InlineData("""{"action":"door_plain","context":{"dataClassification":"internal","targetSystem":"mail"}}""", "door_plain")]
    [InlineData("""{"action":"door_named","tenantId":"acme","userId":"sarah"}""", "door_named")]
    public async Task OwnQuestion_IsDecidedHere_FailsClosed_AndIsOnRecordBeforeTheAnswer(string body, string action)
    {
        using var answer = await AskAsync("sarah", body);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var decision = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(("deny", IPolicyEnforcement.EngineUnavailable), (decision.GetProperty("decision").GetString(), decision.GetProperty("policyApplied").GetString()));
        Assert.DoesNotContain(gateway.Sidecar.Invocations, invocation => Says(invocation, action));
        var entries = gateway.Sidecar.AuditEntries.Where(entry => entry.Action == action).ToArray();
        Assert.Equal([AuditPhase.Intent, AuditPhase.Outcome], entries.Select(entry => entry.Phase));
        Assert.All(entries, entry => Assert.Equal(
            ("acme", "sarah", AppIds.Gateway, answer.Headers.GetValues(HeaderNames.RequestId).Single()), (entry.TenantId, entry.UserId, entry.SourceService, entry.RequestId)));
        Assert.Equal(AuditOutcome.Denied, entries[1].Outcome);
    }

    [Fact]
    public async Task WhoAsksHereOnly_IsKnownToThePolicyServiceAllTheSame()
    {
        using var answer = await AskAsync("nina", """{"action":"door_nina"}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await OpenClaw.Testing.Eventually.True(
            () => gateway.Sidecar.Places.Any(place => place.Contains("\"nina\"", StringComparison.Ordinal)), TimeSpan.FromSeconds(30), "the policy service is told where nina belongs");
    }

    [Theory]
    [InlineData("""{"action":"handed_person","userId":"mike"}""", "application/json", "handed_person")]
    [InlineData("""{"action":"handed_company","tenantId":"globex"}""", "application/json", "handed_company")]
    [InlineData("""{"action":"handed_broken""", "application/json", "handed_broken")]
    [InlineData("""{"action":["handed_list"]}""", "application/json", "handed_list")]
    [InlineData("""{"action":"handed_text"}""", "text/plain", "handed_text")]
    public async Task AnythingElse_IsThePolicyServices_ByteForByte(string body, string type, string action)
    {
        using var answer = await AskAsync(await gateway.TokenAsync("sarah"), body, type);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var invocation = Assert.Single(gateway.Sidecar.Invocations, invocation => Says(invocation, action));
        Assert.Equal((AppIds.Policy, body), (invocation.AppId, Encoding.UTF8.GetString(invocation.Body)));
        Assert.DoesNotContain(gateway.Sidecar.AuditEntries, entry => entry.Action == action);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"action":"line\nbreak"}""")]
    public async Task QuestionWithoutAnAction_IsRefusedHere(string body)
    {
        using var answer = await AskAsync("sarah", body);

        await Problems.AssertAsync(answer, HttpStatusCode.BadRequest, ErrorCodes.ValidationFailed);
    }

    [Fact]
    public async Task WhoMayNotAsk_IsRefusedHere()
    {
        using var browser = gateway.NewBrowser();
        using var stranger = await browser.PostAsync(Path, null, """{"action":"door_stranger"}""");
        using var program = await AskAsync(Program("assistant.use"), """{"action":"door_program"}""", "application/json");
        using var allowed = await AskAsync(Program("policies.evaluate"), """{"action":"door_scope"}""", "application/json");

        await Problems.AssertAsync(stranger, HttpStatusCode.Unauthorized, ErrorCodes.MissingToken);
        await Problems.AssertAsync(program, HttpStatusCode.Forbidden, ErrorCodes.Forbidden);
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        Assert.DoesNotContain(gateway.Sidecar.AuditEntries, entry => entry.Action is "door_stranger" or "door_program");
        Assert.DoesNotContain(gateway.Sidecar.Invocations, invocation => Says(invocation, "door_"));
    }

    private static bool Says(Invocation invocation, string text) => Encoding.UTF8.GetString(invocation.Body).Contains(text, StringComparison.Ordinal);

    /// <summary>A key with these scopes.</summary>
    private string Program(string scope)
    {
        var (id, secret) = (Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));
        var hash = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(secret)));
        gateway.Sidecar.ApiKeys[id] = new ApiKeyEntry(id, "acme", "svc-door", hash, KeyTier.Basic, [scope]);
        return $"oca_{id}_{secret}";
    }

    private async Task<HttpResponseMessage> AskAsync(string user, string body) => await AskAsync(await gateway.TokenAsync(user), body, "application/json");

    private async Task<HttpResponseMessage> AskAsync(string token, string body, string type)
    {
        using var browser = gateway.NewBrowser();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Path, UriKind.Relative)) { Content = new StringContent(body, new MediaTypeHeaderValue(type)) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await browser.SendAsync(request);
    }
}
