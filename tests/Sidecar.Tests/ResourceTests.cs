using System.Net;
using OpenClaw.Sidecar.Resources;
using OpenClaw.Sidecar.Tests.Support;

namespace OpenClaw.Sidecar.Tests;

/// <summary>What stops a start, what does not, and how values are resolved.</summary>
public sealed class ResourceTests
{
    [Theory]
    [InlineData("state.unknown", "v1", "state.unknown")]
    [InlineData("state.postgresql", "v3", "state.postgresql/v3")]
    [InlineData("pubsub.kafka", "v1", "pubsub.kafka")]
    public async Task UnknownType_StopsTheStart_AndIsNamed(string type, string version, string named)
    {
        var error = await Assert.ThrowsAsync<ResourceException>(() => TestSidecar.StartAsync(Yaml.Component("c", type, version)));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownType_WithIgnoreErrors_IsLeftOut()
    {
        await using var sidecar = await TestSidecar.StartAsync(Yaml.Join(
            Yaml.Component("c", "state.unknown", extra: "  ignoreErrors: true\n"), Yaml.Component("store", "state.in-memory")));

        Assert.Equal(HttpStatusCode.BadRequest, (await sidecar.PostAsync("/v1.0/state/c", "[]")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.PostAsync("/v1.0/state/store", "[]")).StatusCode);
    }

    [Fact]
    public async Task DuplicateName_StopsTheStart_UnlessOneIsOutOfScope()
    {
        var mine = Yaml.Component("store", "state.in-memory");
        var others = mine + "scopes: [other]\n";

        await Assert.ThrowsAsync<ResourceException>(() => TestSidecar.StartAsync(Yaml.Join(mine, mine)));
        await using var sidecar = await TestSidecar.StartAsync(Yaml.Join(mine, others));
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.PostAsync("/v1.0/state/store", "[]")).StatusCode);
    }

    [Fact]
    public async Task EnvRef_OfATokenVariable_IsRefused()
    {
        Environment.SetEnvironmentVariable("SIDECAR_TEST_FILE", "/does/not/exist.json");
        const string Refers = "  metadata:\n    - name: secretsFile\n      envRef: {0}\n";

        var read = await Assert.ThrowsAsync<ResourceException>(() => TestSidecar.StartAsync(
            Yaml.Component("s", "secretstores.local.file", extra: Refers.Replace("{0}", "SIDECAR_TEST_FILE", StringComparison.Ordinal))));
        var hidden = await Assert.ThrowsAsync<ResourceException>(() => TestSidecar.StartAsync(
            Yaml.Component("s", "secretstores.local.file", extra: Refers.Replace("{0}", "DAPR_API_TOKEN", StringComparison.Ordinal))));

        Assert.Contains("/does/not/exist.json", read.Message, StringComparison.Ordinal);
        Assert.Contains("required", hidden.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10s", 10_000)]
    [InlineData("1m30s", 90_000)]
    [InlineData("250ms", 250)]
    [InlineData("5", 5_000)]
    [InlineData("0h0m5s0ms", 5_000)]
    public void Duration_InGoForm_IsRead(string text, long milliseconds) =>
        Assert.Equal(milliseconds, MetadataValues.Duration(text, TimeSpan.FromSeconds(1))!.Value.TotalMilliseconds);

    [Fact]
    public async Task UnknownPolicyName_StopsTheStart()
    {
        var yaml = Yaml.Retry("pubsub", 1).Replace("{retry: few}", "{retry: many}", StringComparison.Ordinal);

        var error = await Assert.ThrowsAsync<ResourceException>(() => TestSidecar.StartAsync(yaml));

        Assert.Contains("many", error.Message, StringComparison.Ordinal);
    }
}
