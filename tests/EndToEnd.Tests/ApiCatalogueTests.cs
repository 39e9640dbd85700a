using System.Net.Http.Json;
using System.Text.Json;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>
/// Every row about policy, identity, tenants, classification, status, metrics and people's data of the catalogue that this product
/// was asked for answers through the door and is described. Where ours is called otherwise, the row says what it was called there.
/// </summary>
[Collection(SystemTestGroup.Name)]
public sealed class ApiCatalogueTests(SharedSystem system)
{
    private const int Limit = 3 * 60_000;

    private static readonly (string Method, string Path, string Asked)[] Rows =
    [
        ("GET", "/api/v1/auth/login", "OIDC login start"),
        ("GET", "/api/v1/auth/callback", "POST /api/v1/auth/callback; providers send the browser back with GET"),
        ("GET", "/api/v1/auth/userinfo", "GET /api/v1/auth/userinfo"),
        ("POST", "/api/v1/auth/logout", "logout"),
        ("GET", "/api/v1/auth/sessions", "sessions in settings"),
        ("DELETE", "/api/v1/auth/sessions", "sign-out everywhere"),
        ("DELETE", "/api/v1/auth/sessions/{id}", "revocation of one session"),
        ("DELETE", "/api/v1/users/{userId}/sessions", "revocation by administrators"),
        ("GET", "/api/v1/users", "role administration"),
        ("PUT", "/api/v1/users/{userId}/roles", "role administration"),
        ("POST", "/api/v1/policies", "POST /api/v1/policies"),
        ("GET", "/api/v1/policies", "GET /api/v1/policies"),
        ("GET", "/api/v1/policies/{id}", "GET /api/v1/policies/{id}"),
        ("PUT", "/api/v1/policies/{id}", "PUT /api/v1/policies/{id}"),
        ("DELETE", "/api/v1/policies/{id}", "DELETE /api/v1/policies/{id}"),
        ("GET", "/api/v1/policies/{id}/versions", "policy versions/history"),
        ("GET", "/api/v1/policies/{id}/versions/{version}", "policy versions/history"),
        ("GET", "/api/v1/policies/{id}/diff", "diff"),
        ("POST", "/api/v1/policies/{id}/rollback", "rollback"),
        ("POST", "/api/v1/policies/{id}/activate", "activate"),
        ("POST", "/api/v1/policies/{id}/override", "emergency override"),
        ("POST", "/api/v1/policies/evaluate", "POST /api/v1/policies/evaluate"),
        ("POST", "/api/v1/policies/evaluate/batch", "batch evaluation"),
        ("POST", "/api/v1/policies/simulate", "simulate"),
        ("GET", "/api/v1/policies/effective", "effective-policy read, policy.resolve"),
        ("POST", "/api/v1/policies/route-model", "before_model_resolve"),
        ("GET", "/api/v1/policies/export", "bulk export"),
        ("POST", "/api/v1/policies/import", "bulk import"),
        ("GET", "/api/v1/policies/schemas", "JSON Schema of the domains"),
        ("GET", "/api/v1/policies/schemas/{domain}", "JSON Schema of the domains"),
        ("GET", "/api/v1/policies/version", "policy status"),
        ("GET", "/api/v1/kill-switches", "kill switches"),
        ("POST", "/api/v1/kill-switches", "kill switches"),
        ("GET", "/api/v1/kill-switches/{id}", "kill switches"),
        ("POST", "/api/v1/kill-switches/{id}/release", "kill switches"),
        ("GET", "/api/v1/policies/replicas", "GET /api/v1/admin/policy/status"),
        ("POST", "/api/v1/data/classify", "policy.classify"),
        ("PUT", "/api/v1/data/{item}", "PUT /api/v1/data/{itemId}/classification; ids have slashes, so the last part belongs to what is matched"),
        ("GET", "/api/v1/data/{item}", "classification read, classification history"),
        ("GET", "/api/v1/user-data/{userId}/export", "GET /api/v1/user-data/{userId}/export, /api/v1/user-data/export?userId="),
        ("DELETE", "/api/v1/user-data/{userId}", "DELETE /api/v1/user-data/{userId}"),
        ("POST", "/api/v1/user-data/anonymize", "POST /api/v1/user-data/anonymize"),
        ("GET", "/api/v1/user-data/erasures/{id}", "GDPR request tracking"),
        ("GET", "/api/v1/tenants", "GET /api/v1/tenants, /api/v1/admin/tenants"),
        ("POST", "/api/v1/tenants", "POST /api/v1/admin/tenants"),
        ("GET", "/api/v1/tenants/{id}", "GET /api/v1/admin/tenants/{id}"),
        ("PUT", "/api/v1/tenants/{id}", "PUT /api/v1/admin/tenants/{id}"),
        ("GET", "/api/v1/tenants/{id}/status", "GET /api/v1/tenants/{id}/status"),
        ("PUT", "/api/v1/tenants/{id}/status", "tenant status"),
        ("GET", "/api/v1/service-accounts", "service accounts"),
        ("POST", "/api/v1/service-accounts", "service accounts"),
        ("GET", "/api/v1/service-accounts/{id}", "service accounts"),
        ("PUT", "/api/v1/service-accounts/{id}", "service accounts"),
        ("POST", "/api/v1/service-accounts/{id}/keys", "API keys"),
        ("GET", "/api/v1/status", "GET /api/v1/status"),
        ("GET", "/api/v1/status/components", "GET /api/v1/admin/status"),
        ("GET", "/api/v1/metrics", "GET /api/v1/metrics, /api/v1/admin/metrics"),
    ];

    private Door Door => system.Door;

    [Fact(Timeout = Limit)]
    public async Task EveryRow_IsDescribed_AndAnswered()
    {
        SharedSystem.RequireServers();
        var eve = await Door.TokenAsync("eve");
        var operations = await ApiOperation.AllAsync(Door);
        var wrong = new List<string>();
        foreach (var (method, path, asked) in Rows)
        {
            if (operations.FirstOrDefault(one => one.Method == method && Shape(one.Path) == Shape(path)) is not { } operation)
            {
                wrong.Add($"{method} {path} ({asked}) is not described");
                continue;
            }

            if (operation.EndsSessions)
            {
                continue;
            }

            var answer = await Door.SendAsync(new HttpMethod(method), eve, operation.Fill(_ => Guid.CreateVersion7().ToString()), operation.EmptyBody);
            if (answer.Status is 401 or 403 or 405 or >= 500 && !operation.IsOpen || answer.RequestId is null)
            {
                wrong.Add($"{method} {path} ({asked}): {answer}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>The rows whose answers the catalogue spells out, with real things.</summary>
    [Fact(Timeout = Limit)]
    public async Task AnswersThatTheCatalogueSpellsOut_HaveItsFields()
    {
        SharedSystem.RequireServers();
        var (eve, sarah) = (await Door.TokenAsync("eve"), await Door.TokenAsync("sarah"));
        var item = $"/api/v1/data/github:acme-robotics/arm/issues/{Guid.NewGuid():N}/classification";

        Expect(await Door.GetAsync(sarah, "/api/v1/auth/userinfo"), 200, "userId", "roles", "orgUnit", "tenantId", "effectivePermissions");
        Expect(await Door.GetAsync(eve, "/api/v1/tenants"), 200, "items", "total");
        Expect(await Door.GetAsync(eve, "/api/v1/tenants/acme/status"), 200, "id", "name", "status", "policyCount", "userCount");
        Expect(
            await Door.PostAsync(sarah, "/api/v1/policies/evaluate", new { action = "jira_read", context = new { dataClassification = "internal" } }), 200,
            "decision", "policyApplied", "reason", "constraints");
        Expect(await Door.SendAsync(HttpMethod.Put, eve, item, JsonContent.Create(new { classification = "public", reason = "open source" })), 200,
            "itemId", "newClassification", "overrideBy", "overrideAt", "reason");
        Expect(await Door.GetAsync(await Door.TokenAsync("tom"), "/api/v1/status/components"), 200, "status", "version", "uptimeSeconds", "components", "timestamp");
        Expect(
            await Door.GetAsync(eve, "/api/v1/metrics"), 200,
            "activeUsers", "autoResponsesSent", "tasksDiscovered", "modelCalls", "policyEvaluations", "auditEntries", "actions", "models", "connectorSyncs", "auditLogSize", "collectedAt");
        Expect(await Door.GetAsync(eve, item), 200, "itemId", "classification", "assignedBy");
        Expect(await Door.GetAsync(eve, item + "/history"), 200, "changes");
    }

    [Fact(Timeout = Limit)]
    public async Task EveryService_SaysThroughTheDoorHowItIs()
    {
        SharedSystem.RequireServers();
        var ravi = await Door.TokenAsync("ravi");

        // A busy machine may make one late; all of them are reached sooner or later.
        await Testing.Eventually.AssertAsync(
            async () =>
            {
                var answer = await Door.GetAsync(ravi, "/api/v1/status/components");
                Assert.True(answer.Status == 200, answer.ToString());
                var parts = answer.Json.GetProperty("components").EnumerateObject().ToDictionary(part => part.Name, part => part.Value.GetString()!);
                Assert.Equal(["audit", "briefing", "connector", "gateway", "notification", "policy"], parts.Keys.Order());
                Assert.True(parts.Values.All(word => word is "healthy" or "degraded"), answer.ToString());
            },
            TestContext.Current.CancellationToken);
    }

    private static void Expect(DoorAnswer answer, int status, params string[] fields)
    {
        Assert.True(answer.Status == status, answer.ToString());
        Assert.All(fields, field => Assert.True(answer.Json.TryGetProperty(field, out JsonElement _), $"{field} is missing: {answer}"));
    }

    private static string Shape(string path) => string.Join('/', path.Split('/').Select(part => part.StartsWith('{') ? "{}" : part));
}
