using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Tests.Http;

/// <summary>The recorded decisions as the policy service reads them to decide them again.</summary>
public sealed class DecisionListTests(AuditSystem system)
{
    private readonly string _tenant = A.Tenant();

    [Fact]
    public async Task Decisions_AreThoseOfOneTenant_InPages_WithAllTheirFacts()
    {
        var decisions = Enumerable.Range(0, 5).Select(index => A.Intent(_tenant) with
        {
            Id = Guid.CreateVersion7(),
            ActionType = AuditActionType.PolicyDecision,
            UserId = "mike",
            Timestamp = A.Noon.AddMinutes(index),
            ActionDetail = new JsonObject { ["roles"] = new JsonArray("user"), ["additional"] = new JsonObject { ["provider"] = "openai", ["tokens"] = index } },
        }).ToArray();
        await system.StoreAsync([.. decisions, A.Intent(_tenant), A.Intent(A.Tenant()) with { ActionType = AuditActionType.PolicyDecision }]);

        var first = await ReadAsync("&limit=3");
        var second = await ReadAsync($"&limit=3&cursor={first.NextCursor}");

        Assert.Equal(decisions.Select(entry => entry.Id), first.Entries.Concat(second.Entries).Select(entry => entry.Id));
        Assert.All(first.Entries, entry => Assert.Equal(("mike", "openai"), (entry.UserId, (string?)entry.ActionDetail["additional"]!["provider"])));
        Assert.Equal((true, false), (first.HasMore, second.HasMore));
    }

    [Theory]
    [InlineData(AppIds.Policy, "&limit=0", HttpStatusCode.BadRequest)]
    [InlineData(AppIds.Policy, "&cursor=nonsense", HttpStatusCode.BadRequest)]
    [InlineData(AppIds.Briefing, "", HttpStatusCode.Forbidden)]
    public async Task Decisions_AreForThePolicyServiceAlone(string app, string more, HttpStatusCode expected)
    {
        using var answer = await SendAsync(app, more);

        Assert.Equal(expected, answer.StatusCode);
    }

    private async Task<AuditPage> ReadAsync(string more)
    {
        using var answer = await SendAsync(AppIds.Policy, more);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<AuditPage>(ContractsJson.Options))!;
    }

    private async Task<HttpResponseMessage> SendAsync(string app, string more)
    {
        var query = $"/internal/audit/decisions?tenantId={_tenant}&from={A.Noon.AddDays(-1):yyyy-MM-ddTHH:mm:ssZ}&to={A.Noon.AddDays(1):yyyy-MM-ddTHH:mm:ssZ}{more}";
        using var request = system.Identity.AsService(app, HttpMethod.Get, query);
        return await system.Service.Client.SendAsync(request);
    }
}
