using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OpenClaw.ServiceDefaults.Policy;
using OpenClaw.Testing;

namespace OpenClaw.Policy.Tests.Http;

/// <summary>The real service with a folder of its own, a database of its own, and a stand-in for the sidecar that takes what it says.</summary>
public sealed class BundleTests(PolicySystem system) : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly string _folder = Directory.CreateTempSubdirectory("policyaudit-rules-").FullName;
    private RecordingSidecar? _sidecar;
    private ServiceProcess? _service;

    private ServiceProcess Service => _service!;

    public async ValueTask InitializeAsync()
    {
        var shipped = Path.Combine(SolutionPaths.Root, "services/Policy/Rules");
        foreach (var file in Directory.EnumerateFiles(shipped, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_folder, Path.GetRelativePath(shipped, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        _sidecar = await RecordingSidecar.StartAsync();
        _service = await system.StartServiceAsync(await system.NewDatabaseAsync(), _sidecar, ("Policy__Rules__Folder", _folder));
    }

    public async ValueTask DisposeAsync()
    {
        await (_service?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_sidecar?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Bundle_IsTheRulesAndWhatIsInForce_AndItsVersionIsItsContent()
    {
        var (_, bundle, tag) = await system.BundleAsync(Service);

        Assert.True(bundle!.IsIntact);
        Assert.Equal($"\"{bundle.Version}\"", tag);
        Assert.Equal(Rules.ShippedRules.Bundle.Modules, bundle.Modules);
        Assert.Equal(7, bundle.Data["tenants"]!["acme"]!["enterprise"]!.AsObject().Count);
        Assert.Equal("acme-actions@1.0.0", (string?)bundle.Data["tenants"]!["acme"]!["enterprise"]!["actions"]!["policy"]);
        Assert.False((bundle with { Data = [] }).IsIntact);
        Assert.Equal((HttpStatusCode.NotModified, null), await KnownAsync(bundle.Version));
    }

    [Fact]
    public async Task Change_OfARule_IsServedRecordedAndAnnounced()
    {
        var (_, before, _) = await system.BundleAsync(Service);

        await File.AppendAllTextAsync(Path.Combine(_folder, "openclaw/levels.rego"), "\nanother := 1\n");

        PolicyBundle? after = null;
        await Eventually.AsyncTrue(
            async _ => (after = (await system.BundleAsync(Service)).Bundle)!.Version != before!.Version, Deadline, "the change is served", () => Service.Output);
        var whole = (await system.CatalogueAsync(Service)).Whole;
        await Eventually.True(() => _sidecar!.Published.Any(text => text.Contains(whole, StringComparison.Ordinal)), Deadline, "the change is announced");
        await Eventually.True(
            () => _sidecar!.AuditEntries.Where(entry => entry.Action == "policy_rules_change").Select(entry => $"{entry.TenantId} {entry.Phase.ToString().ToLowerInvariant()}")
                .SequenceEqual(["acme intent", "globex intent", "acme outcome", "globex outcome"]),
            Deadline,
            "every tenant has it on record");
    }

    [Theory]
    [InlineData("openclaw/broken.rego", "package openclaw\n\nthis is not rego {")]
    [InlineData("more/data.json", "{\"a\": 1, \"a\": 2}")]
    [InlineData("tenants/acme/data.json", "{\"enterprise\": {}}")]
    public async Task Fault_InTheFolder_LeavesTheLastGoodRulesInForce(string file, string content)
    {
        var (_, before, _) = await system.BundleAsync(Service);
        var path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);

        await File.WriteAllTextAsync(path, content);

        await Eventually.True(() => Service.Output.Contains("refused", StringComparison.Ordinal), Deadline, "the fault is reported", () => Service.Output);
        Assert.Equal(before!.Version, (await system.BundleAsync(Service)).Bundle!.Version);
    }

    [Fact]
    public async Task Change_ThatCannotBeRecorded_IsNotMade()
    {
        var (_, before, _) = await system.BundleAsync(Service);
        _sidecar!.IsBroken = true;

        await File.AppendAllTextAsync(Path.Combine(_folder, "openclaw/levels.rego"), "\nanother := 1\n");

        await Eventually.True(() => Service.Output.Contains("cannot be recorded", StringComparison.Ordinal), Deadline, "it says so", () => Service.Output);
        _sidecar.IsBroken = false;
        await Eventually.AsyncTrue(
            async _ => (await system.BundleAsync(Service)).Bundle?.Version is { } version && version != before!.Version, Deadline, "it is made afterwards", () => Service.Output);
        Assert.True(
            _sidecar.AuditEntries.Any(entry => entry.Action == "policy_rules_change")
            || _sidecar.Published.Any(text => text.Contains("policy_rules_change", StringComparison.Ordinal)),
            "It is on record, directly or by way of the broker.");
    }

    [Fact]
    public async Task Version_IsForPeopleAndTheBundleForServices()
    {
        using var asPerson = system.Identity.AsPerson(A.Sarah, HttpMethod.Get, "/api/v1/policies/version");
        using var byStranger = system.Identity.AsService("intruder", HttpMethod.Get, "/internal/policy/bundle?tenant=acme");
        using var byNobody = new HttpRequestMessage(HttpMethod.Get, "/api/v1/policies/version");

        using var version = await Service.Client.SendAsync(asPerson);
        using var stranger = await Service.Client.SendAsync(byStranger);
        using var nobody = await Service.Client.SendAsync(byNobody);

        var answer = await version.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((await system.BundleAsync(Service)).Bundle!.Version, answer.GetProperty("version").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, stranger.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
    }

    private async Task<(HttpStatusCode Status, PolicyBundle? Bundle)> KnownAsync(string version)
    {
        var (status, bundle, _) = await system.BundleAsync(Service, known: version);
        return (status, bundle);
    }
}
