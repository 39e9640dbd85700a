using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.Testing;
using static OpenClaw.Policy.Tests.Http.LifecycleTests;

namespace OpenClaw.Policy.Tests.Http;

/// <summary>What one tenant may have in force has limits, which a refusal names; up to them everything is decided as ever.</summary>
public sealed class LimitTests(PolicySystem system)
{
    private readonly string _tenant = PolicySystem.NewTenant();

    [Fact]
    public async Task Change_ThatWouldPassTheNumber_IsRefusedWithTheLimit_AndLessIsAlwaysFine()
    {
        await using var service = await system.StartServiceAsync("policy1", system.Sidecar, ("Policy__Limits__MaxDocuments", "8"));
        var first = (await CreateAsync("user-0", service)).Must(201);
        for (var user = 1; user < 8; user++)
        {
            (await CreateAsync($"user-{user}", service)).Must(201);
        }

        var refused = (await CreateAsync("user-8", service)).Must(422);
        Assert.Equal(ErrorCodes.PolicyInvalid, refused["code"]);
        Assert.Contains("8 policies and modules in force; these would be 9", refused["detail"], StringComparison.Ordinal);
        Assert.Contains(system.Sidecar.AuditEntries, entry => entry.TenantId == _tenant && entry.Outcome == AuditOutcome.Error);
        Assert.Equal(8, (await system.SendAsync(Eve, HttpMethod.Get, "?status=active", service: service)).Must(200).Body!["policies"]!.AsArray().Count);

        var folder = (await ImportAsync(service, Enumerable.Range(0, 9).Select(user => ($"user/user-{user}/actions.yaml", "default_autonomy: block\n")))).Must(422);
        Assert.Contains("8 files; this one holds 9", folder["detail"], StringComparison.Ordinal);
        (await system.SendAsync(Eve, HttpMethod.Delete, $"/{first["id"]}", new { changeReason = "less" }, "*", service: service)).Must(200);
        (await CreateAsync("user-8", service)).Must(201);
    }

    [Fact]
    public async Task Folder_TooLargeOrSayingAPlaceTwice_IsRefusedWithTheLimit_AndChangesNothing()
    {
        var large = "# " + new string('x', 200_000) + "\ndefault_autonomy: block\n";
        var many = (await ImportAsync(system.Service, Enumerable.Range(0, 25).Select(user => ($"user/user-{user}/actions.yaml", large)))).Must(422);
        Assert.Contains("4194304 bytes", many["detail"], StringComparison.Ordinal);
        var one = (await ImportAsync(system.Service, [("enterprise/actions.yaml", large + large)])).Must(422);
        Assert.Contains("262144 characters", one["detail"], StringComparison.Ordinal);

        var random = new Random(7);
        var noise = string.Concat(Enumerable.Range(0, 250_000).Select(_ => (char)random.Next('!', '~')));
        var packed = (await ImportAsync(system.Service, Enumerable.Range(0, 6).Select(user => ($"user/user-{user}/actions.yaml", "# " + noise + user)), CompressionLevel.NoCompression)).Must(413);
        Assert.Equal(ErrorCodes.BodyTooLarge, packed["code"]);
        Assert.Contains("1048576", packed["detail"], StringComparison.Ordinal);

        (await ImportAsync(system.Service, [])).Must(400);
        var twice = (await ImportAsync(system.Service, [("enterprise/actions.yaml", "{}"), ("enterprise/actions.yml", "{}")])).Must(400);
        Assert.Contains("second file of its place", twice["detail"], StringComparison.Ordinal);
        Assert.Empty((await system.SendAsync(Eve, HttpMethod.Get, "")).Must(200).Body!["policies"]!.AsArray());
    }

    [Fact]
    public async Task Tenant_WithThousandsOfPolicies_IsDecidedAndServedToReplicas()
    {
        (await ImportAsync(system.Service,
        [
            ("enterprise/actions.yaml", "default_autonomy: notify\n"),
            .. Enumerable.Range(0, 1999).Select(user => ($"user/user-{user}/actions.yaml", $"# {new string('x', 1500)}\nblocked: [tool_{user}]\n")),
        ])).Must(200);

        await Eventually.AsyncTrue(
            async _ => await DecideAsync("user-1998", "tool_1998") == "deny", PolicySystem.Deadline, "the last one's policy decides", () => system.Service.Output);
        Assert.Equal("allow", await DecideAsync("user-1998", "tool_1"));
        Assert.Equal(1999, (await system.BundleAsync(system.Service, _tenant)).Bundle!.Data["tenants"]![_tenant]!["user"]!.AsObject().Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20_000)]
    public async Task Question_WithNothingOrVeryManyFacts_IsAnswered(int facts)
    {
        (await system.SendAsync(Eve, HttpMethod.Post, "", New("actions", "default_autonomy: notify", "active"))).Must(201);
        var additional = new JsonObject(Enumerable.Range(0, facts).Select(fact => KeyValuePair.Create($"fact_{fact}", (JsonNode?)new string('v', 20))));

        var answer = await system.SendAsync(
            PolicySystem.In(_tenant, A.Sarah), HttpMethod.Post, "/evaluate", facts == 0 ? new { action = "tool_x" } : new { action = "tool_x", context = new { additional } });

        Assert.Equal("allow", answer.Must(200)["decision"]);
    }

    private ServiceDefaults.Identity.Caller Eve => PolicySystem.In(_tenant, A.Eve);

    private Task<Reply> CreateAsync(string user, ServiceProcess service) =>
        system.SendAsync(Eve, HttpMethod.Post, "", New("actions", "default_autonomy: block", "active", scope: "user", scopeId: user), service: service);

    private async Task<string?> DecideAsync(string user, string action) => (await system.SendAsync(
        PolicySystem.In(_tenant, A.Sarah) with { UserId = user }, HttpMethod.Post, "/evaluate", new { action, context = new { dataClassification = "internal" } })).Must(200)["decision"];

    private async Task<Reply> ImportAsync(ServiceProcess service, IEnumerable<(string Path, string Text)> folder, CompressionLevel level = CompressionLevel.Optimal)
    {
        var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, text) in folder)
            {
                using var writer = new StreamWriter(archive.CreateEntry(path, level).Open());
                await writer.WriteAsync(text);
            }
        }

        using var request = system.Identity.AsPerson(Eve, HttpMethod.Post, "/api/v1/policies/import?changeReason=folder");
        request.Content = new ByteArrayContent(packed.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/zip") } };
        using var answer = await service.Client.SendAsync(request);
        return new Reply((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync()), null, null);
    }
}
