using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Policy;
using OpenClaw.Testing;

namespace OpenClaw.Policy.Tests.Http;

/// <summary>The real service with a folder of its own and a stand-in for the sidecar that takes what it says.</summary>
public sealed class BundleTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private readonly TestIdentity _identity = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("policyaudit-rules-").FullName;
    private RecordingSidecar? _sidecar;
    private ServiceProcess? _service;

    private ServiceProcess Service => _service!;

    public async ValueTask InitializeAsync()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(SolutionPaths.Root, "services/Policy/Rules"), "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_folder, Path.GetRelativePath(Path.Combine(SolutionPaths.Root, "services/Policy/Rules"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        _sidecar = await RecordingSidecar.StartAsync();
        var environment = _identity.Environment;
        environment["Policy__Rules__Folder"] = _folder;
        environment["Policy__Rules__PollInterval"] = "00:00:00.100";
        environment["DAPR_HTTP_ENDPOINT"] = _sidecar.Address.ToString();
        _service = await ServiceProcess.StartAsync("OpenClaw.Policy.dll", environment);
        await Eventually.AsyncTrue(async _ => (await FetchAsync()).Status == HttpStatusCode.OK, Deadline, "a bundle is served", () => Service.Output);
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await _sidecar!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        _identity.Dispose();
    }

    [Fact]
    public async Task Bundle_IsWhatTheFolderHolds_AndItsVersionIsItsContent()
    {
        var (_, bundle, tag) = await FetchAsync();

        Assert.True(bundle!.IsIntact);
        Assert.Equal($"\"{bundle.Version}\"", tag);
        Assert.Equal(Rules.ShippedRules.Bundle.Version, bundle.Version);
        Assert.False((bundle with { Data = [] }).IsIntact);
    }

    [Fact]
    public async Task Bundle_ThatIsKnown_IsNotSentAgain()
    {
        var (_, bundle, _) = await FetchAsync();

        var (status, again, _) = await FetchAsync(bundle!.Version);

        Assert.Equal((HttpStatusCode.NotModified, null), (status, again));
    }

    [Fact]
    public async Task Change_OfADocument_IsServedRecordedAndAnnounced()
    {
        var (_, before, _) = await FetchAsync();

        Edit("tenants/acme/actions/data.json", document => document["default_autonomy"] = "block");

        PolicyBundle? after = null;
        await Eventually.AsyncTrue(
            async _ => (after = (await FetchAsync()).Bundle)!.Version != before!.Version, Deadline, "the change is served", () => Service.Output);
        await Eventually.True(() => _sidecar!.Published.Any(text => text.Contains(after!.Version, StringComparison.Ordinal)), Deadline, "the change is announced");
        Assert.Equal("block", (string?)after!.Data["tenants"]!["acme"]!["actions"]!["default_autonomy"]);
        Assert.Equal(
            ["acme intent", "globex intent", "acme outcome", "globex outcome"],
            _sidecar!.AuditEntries.Where(entry => entry.Action == "policy_rules_change").Select(entry => $"{entry.TenantId} {entry.Phase.ToString().ToLowerInvariant()}"));
    }

    [Theory]
    [InlineData("openclaw/broken.rego", "package openclaw\n\nthis is not rego {")]
    [InlineData("tenants/acme/models/data.json", "{\"a\": 1, \"a\": 2}")]
    [InlineData("tenants/acme/data.json", "{\"actions\": {}}")]
    public async Task Fault_InTheFolder_LeavesTheLastGoodRulesInForce(string file, string content)
    {
        var (_, before, _) = await FetchAsync();
        var path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);

        await File.WriteAllTextAsync(path, content);

        await Eventually.True(() => Service.Output.Contains("refused", StringComparison.Ordinal), Deadline, "the fault is reported", () => Service.Output);
        Assert.Equal(before!.Version, (await FetchAsync()).Bundle!.Version);
    }

    [Fact]
    public async Task Change_ThatCannotBeRecorded_IsNotMade()
    {
        var (_, before, _) = await FetchAsync();
        _sidecar!.IsBroken = true;

        Edit("tenants/acme/actions/data.json", document => document["default_autonomy"] = "block");

        await Eventually.True(() => Service.Output.Contains("cannot be recorded", StringComparison.Ordinal), Deadline, "it says so", () => Service.Output);
        Assert.Equal(before!.Version, (await FetchAsync()).Bundle!.Version);
        _sidecar.IsBroken = false;
        await Eventually.AsyncTrue(async _ => (await FetchAsync()).Bundle!.Version != before.Version, Deadline, "it is made afterwards", () => Service.Output);
    }

    [Fact]
    public async Task Version_IsForPeopleAndTheBundleForServices()
    {
        var sarah = new Caller("acme", "sarah", [], null, null, null);
        using var asPerson = _identity.AsPerson(sarah, HttpMethod.Get, "/api/v1/policies/version");
        using var byStranger = _identity.AsService("intruder", HttpMethod.Get, "/internal/policy/bundle");
        using var byNobody = new HttpRequestMessage(HttpMethod.Get, "/api/v1/policies/version");

        using var version = await Service.Client.SendAsync(asPerson);
        using var stranger = await Service.Client.SendAsync(byStranger);
        using var nobody = await Service.Client.SendAsync(byNobody);

        var answer = await version.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((await FetchAsync()).Bundle!.Version, answer.GetProperty("version").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, stranger.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
    }

    private async Task<(HttpStatusCode Status, PolicyBundle? Bundle, string? Tag)> FetchAsync(string? known = null)
    {
        using var request = _identity.AsService(AppIds.Briefing, HttpMethod.Get, "/internal/policy/bundle");
        if (known is not null)
        {
            request.Headers.IfNoneMatch.Add(new($"\"{known}\""));
        }

        using var answer = await Service.Client.SendAsync(request);
        var bundle = answer.StatusCode == HttpStatusCode.OK
            ? await answer.Content.ReadFromJsonAsync<PolicyBundle>(ContractsJson.Options)
            : null;
        return (answer.StatusCode, bundle, answer.Headers.ETag?.Tag);
    }

    private void Edit(string file, Action<JsonObject> change)
    {
        var path = Path.Combine(_folder, file);
        var document = (JsonObject)JsonNode.Parse(File.ReadAllText(path))!;
        change(document);
        File.WriteAllText(path, document.ToJsonString());
    }
}
