using System.Text.Json;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>Every route of every service with the ids of another company: nothing is found, nothing is changed, nothing is told.</summary>
[Collection(SystemTestGroup.Name)]
public sealed class CrossTenantRouteTests(SharedSystem system, ITestOutputHelper output)
{
    private const int Limit = 5 * 60_000;
    private const string Account = "/api/v1/service-accounts";

    /// <summary>Below it lie names of people of one's own company, whoever else bears them.</summary>
    private const string People = "/api/v1/user-data/{userId}";
    private static readonly string[] Scopes = ["assistant.use"];

    private Door Door => system.Door;

    [Theory(Timeout = Limit)]
    [InlineData("gus")]
    [InlineData("vera")]
    public async Task EveryRoute_WithIdsOfAnotherCompany_FindsNothing(string stranger)
    {
        SharedSystem.RequireServers();
        var theirs = await BelongingsAsync();
        var operations = (await ApiOperation.AllAsync(Door)).Where(one => !one.IsOpen && !one.EndsSessions).ToArray();
        var token = await Door.TokenAsync(stranger);
        var wrong = new List<string>();
        var tried = 0;
        foreach (var operation in operations)
        {
            var isAimed = operation.Path.Contains('{', StringComparison.Ordinal) && !operation.Path.StartsWith(People, StringComparison.Ordinal);
            var path = operation.Fill(parent => theirs.GetValueOrDefault(parent) ?? Guid.CreateVersion7().ToString());
            var answer = await Door.SendAsync(
                new HttpMethod(operation.Method), token, path, operation.EmptyBody,
                ("If-Match", "\"1\""), ("X-Tenant-Id", "acme"));
            tried += isAimed ? 1 : 0;
            if (isAimed && answer.Status < 400 && !path.Contains("/schemas/", StringComparison.Ordinal))
            {
                wrong.Add($"{operation.Method} {path}: {answer}");
            }

            wrong.AddRange(theirs.Values.Where(id => id.Length > 8 && !path.Contains(id, StringComparison.Ordinal) && answer.Text.Contains(id, StringComparison.Ordinal))
                .Select(id => $"{operation.Method} {path} tells of {id}"));
        }

        output.WriteLine($"{operations.Length} routes, {tried} of them aimed at ids of acme");
        Assert.True(tried >= 15, $"only {tried} routes take an id");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        await OwnerFindsThemAsync(theirs);
    }

    [Fact(Timeout = Limit)]
    public async Task EndingTheSessionsOfANamesake_LeavesTheOtherCompanysAlone()
    {
        SharedSystem.RequireServers();
        var sarah = await Door.TokenAsync("sarah");

        var ended = await Door.SendAsync(HttpMethod.Delete, await Door.TokenAsync("gus"), "/api/v1/users/sarah/sessions", null);

        Assert.Equal(200, ended.Status);
        Assert.Equal(200, (await Door.GetAsync(sarah, "/api/v1/auth/userinfo")).Status);
    }

    [Fact(Timeout = Limit)]
    public async Task ExportingAndErasingANamesake_TouchesNothingOfTheOtherCompany()
    {
        SharedSystem.RequireServers();
        var theirs = await BelongingsAsync();
        var gus = await Door.TokenAsync("gus");

        var export = await Door.GetAsync(gus, "/api/v1/user-data/sarah/export");
        var erasure = await Door.SendAsync(HttpMethod.Delete, gus, "/api/v1/user-data/sarah?reason=a+namesake", null);

        Assert.True(export.Status == 200, export.ToString());
        Assert.All(theirs.Values.Where(id => id.Length > 8), id => Assert.DoesNotContain(id, export.Text, StringComparison.Ordinal));
        Assert.True(erasure.Status == 200, erasure.ToString());
        await OwnerFindsThemAsync(theirs);
    }

    /// <summary>One of everything that belongs to acme, by the path under which it lies.</summary>
    private async Task<Dictionary<string, string>> BelongingsAsync()
    {
        var (sarah, eve) = (await Door.TokenAsync("sarah"), await Door.TokenAsync("eve"));
        var briefing = await Door.PostAsync(sarah, "/api/v1/briefings", new { reason = "cross" }, ("Idempotency-Key", Guid.NewGuid().ToString("N")));
        Assert.True(briefing.Status == 201, briefing.ToString());
        var name = $"cross-{Guid.NewGuid():N}"[..20];
        var account = await Door.PostAsync(eve, Account, new { name, scopes = Scopes });
        Assert.True(account.Status == 201, account.ToString());
        var key = await Door.PostAsync(eve, $"{Account}/svc-{name}/keys", new { });
        await Door.SealedAsync();
        return new Dictionary<string, string>
        {
            ["/api/v1/briefings"] = Text(briefing.Json, "id"),
            ["/api/v1/tasks"] = await FirstAsync(sarah, "/api/v1/tasks?limit=1", "items"),
            ["/api/v1/audit"] = await FirstAsync(sarah, "/api/v1/audit?limit=1", "entries"),
            ["/api/v1/policies"] = await FirstAsync(eve, "/api/v1/policies?limit=1", "policies"),
            ["/api/v1/tenants"] = "acme",
            [Account] = $"svc-{name}",
            [Account + "/{id}/keys"] = Text(key.Json, "keyId"),
        };
    }

    private async Task OwnerFindsThemAsync(Dictionary<string, string> theirs)
    {
        var (sarah, eve) = (await Door.TokenAsync("sarah"), await Door.TokenAsync("eve"));
        foreach (var (parent, token) in new[] { ("/api/v1/briefings", sarah), ("/api/v1/audit", sarah), ("/api/v1/policies", eve), ("/api/v1/tenants", eve), (Account, eve) })
        {
            var answer = await Door.GetAsync(token, $"{parent}/{theirs[parent]}");
            Assert.True(answer.Status == 200, $"{parent}: {answer}");
        }
    }

    private async Task<string> FirstAsync(string token, string path, string list)
    {
        var answer = await Door.GetAsync(token, path);
        Assert.True(answer.Status == 200, $"{path}: {answer}");
        return Text(answer.Json.GetProperty(list)[0], "id");
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
