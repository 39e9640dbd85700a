using System.Net;
using System.Net.Http.Json;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Policy;
using OpenClaw.Testing;

namespace OpenClaw.Policy.Tests.Http;

/// <summary>Who decides with which version, on the real service and a real database.</summary>
public sealed class ReplicaTests(PolicySystem system)
{
    private static readonly string[] Forbidden = ["sarah", "tom", "aud"];

    [Fact]
    public async Task Replica_ThatReports_IsSeenWithTheCallersVersionOnly()
    {
        var newest = (await system.BundleAsync(system.Service)).Bundle!.Version;
        var name = $"pod-{Guid.NewGuid():N}";
        Assert.Equal(HttpStatusCode.NoContent, await ReportAsync(AppIds.Briefing, new PolicyReplicaReport(
            name, 7, new Dictionary<string, string> { ["acme"] = "sha256:old", ["globex"] = "sha256:secret" }, TimeProvider.System.GetUtcNow().AddSeconds(-30), 12)));

        var answer = (await system.SendAsync(A.Eve, HttpMethod.Get, "/replicas")).Must(200);

        var items = answer.Body!["items"]!.AsArray();
        var replica = Assert.Single(items, item => (string?)item!["replica"] == name)!;
        Assert.Equal(("briefing", "sha256:old", false), ((string?)replica["service"], (string?)replica["version"], (bool)replica["isNewest"]!));
        Assert.InRange((double)replica["ageSeconds"]!, 12, 60);
        Assert.DoesNotContain("secret", answer.Body.ToJsonString(), StringComparison.Ordinal);
        await Eventually.AsyncTrue(
            async _ => (await system.SendAsync(A.Eve, HttpMethod.Get, "/replicas")).Body!["items"]!.AsArray().Any(item => (string?)item!["service"] == "policy" && (bool)item["isNewest"]!),
            PolicySystem.Deadline,
            "the policy service itself is among them");
        Assert.StartsWith("sha256:", newest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replicas_AreForAdministratorsAndOperators()
    {
        foreach (var user in Forbidden)
        {
            var role = user switch { "tom" => "team_lead", "aud" => "auditor", _ => "user" };
            Assert.Equal(403, (await system.SendAsync(A.Sarah with { UserId = user, Roles = [role] }, HttpMethod.Get, "/replicas")).Status);
        }

        Assert.Equal(200, (await system.SendAsync(A.Sarah with { UserId = "ravi", Roles = ["operator"] }, HttpMethod.Get, "/replicas")).Status);
    }

    [Fact]
    public async Task Report_OfAStranger_OrOfNothing_IsRefused()
    {
        var report = new PolicyReplicaReport("x", 1, new Dictionary<string, string>(), TimeProvider.System.GetUtcNow(), 0);

        Assert.Equal(HttpStatusCode.Forbidden, await ReportAsync("intruder", report));
        Assert.Equal(HttpStatusCode.BadRequest, await ReportAsync(AppIds.Audit, new { }));
    }

    private async Task<HttpStatusCode> ReportAsync(string appId, object report)
    {
        using var request = system.Identity.AsService(appId, HttpMethod.Post, "/internal/policy/replicas");
        request.Content = JsonContent.Create(report, options: ContractsJson.Options);
        using var answer = await system.Service.Client.SendAsync(request);
        return answer.StatusCode;
    }
}
