using System.Net;

namespace OpenClaw.Opa.Tests;

/// <summary>The API's own protection: tokens as identities, a policy that decides, secrets that stay inside.</summary>
public sealed class AuthorizationTests
{
    private const string Policy = """
        package system.authz
        default allow := false
        allow if input.identity == "secret"
        allow := {"allowed": false, "reason": "only sarah reads this"} if {
            input.path == ["v1", "data", "private"]
            not input.identity
        }
        """;

    [Fact]
    public async Task Authorization_Basic_AsksThePolicyForEveryRequest()
    {
        using var folder = new TempFolder(("authz.rego", Policy));
        await using var server = await OpaServer.StartAsync(folder.Path, "--authentication=token", "--authorization=basic", "authz.rego");

        var nobody = await server.GetAsync("v1/data/system");
        var reason = await server.GetAsync("v1/data/private");
        var wrong = await server.SendAsync("GET", "v1/data/system", null, ("Authorization", "Bearer other"));
        var right = await server.SendAsync("POST", "v1/data/system/authz/nothing", """{"input": {}}""", ("Authorization", "Bearer secret"));

        Assert.Equal((HttpStatusCode.Unauthorized, "request rejected by administrative policy"), (nobody.Status, (string?)nobody.Body!["message"]));
        Assert.Equal((HttpStatusCode.Unauthorized, "only sarah reads this"), (reason.Status, (string?)reason.Body!["message"]));
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.GetAsync("health")).Status);
        Assert.Equal(HttpStatusCode.OK, right.Status);
    }

    [Fact]
    public async Task Authorization_WithoutPolicy_FailsClosed()
    {
        await using var server = await OpaServer.StartAsync("/", "--authorization=basic");

        var (status, body) = await server.GetAsync("v1/data");

        Assert.Equal((HttpStatusCode.InternalServerError, "authorization policy missing or undefined"), (status, (string?)body!["message"]));
    }

    [Fact]
    public async Task Config_Credentials_AreNotShown()
    {
        using var folder = new TempFolder(("config.json", """{"services": {"s": {"url": "http://127.0.0.1:1", "credentials": {"bearer": {"token": "hidden"}}}}, "labels": {"zone": "a"}}"""));
        await using var server = await OpaServer.StartAsync(folder.Path, "-c", "config.json");

        var text = (await server.GetAsync("v1/config")).Body!.ToJsonString();

        Assert.DoesNotContain("hidden", text, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", text, StringComparison.Ordinal);
        Assert.Contains("\"zone\":\"a\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Config_SomethingUnsupported_StopsTheStartAndIsNamed()
    {
        using var folder = new TempFolder(("config.yaml", "discovery:\n  resource: x\n"));

        var result = await OpaTool.RunAsync(folder.Path, "run", "--server", "-c", "config.yaml");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("discovery: not supported", result.Error, StringComparison.Ordinal);
    }
}
