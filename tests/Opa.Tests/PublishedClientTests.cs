using System.Diagnostics;
using System.Text.Json.Nodes;

namespace OpenClaw.Opa.Tests;

/// <summary>The client that OPA publishes on npm, unchanged, against our server.</summary>
public sealed class PublishedClientTests
{
    private const string Policy = """
        package authz
        default allow := false
        allow if input.subject == "alice"
        response := {"allowed": allow, "roles": object.get(input, "roles", [])}
        broken := 1
        broken := 2 if input.subject == "alice"
        """;

    [Fact]
    public async Task Client_OfOpa_GetsTheAnswersItExpects()
    {
        var folder = Folder();
        Assert.SkipWhen(folder is null, "The client is not installed: run npm install in tests/Opa.Tests/Client.");
        await using var host = await OpaHost.StartAsync(Policy, JsonNode.Parse("""{"default_decision": "authz/allow"}""")!.AsObject());

        var answers = JsonNode.Parse(await RunAsync(folder!, host.Http.BaseAddress!.ToString().TrimEnd('/')))!;

        Assert.True((bool)answers["allowed"]!);
        Assert.False((bool)answers["denied"]!);
        Assert.False((bool)answers["withoutInput"]!);
        Assert.Equal("""{"allowed":true,"roles":["a","b"]}""", answers["response"]!.ToJsonString());
        Assert.True((bool)answers["transformed"]!);
        Assert.Equal("""{"alice":true,"bob":false}""", answers["batch"]!.ToJsonString());
        Assert.True((bool)answers["default"]!);
        Assert.NotNull(answers["error"]);
    }

    private static async Task<string> RunAsync(string folder, string address)
    {
        var start = new ProcessStartInfo("node") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, ArgumentList = { "client.mjs", address } };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await error);
        return await output;
    }

    private static string? Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "tests", "Opa.Tests", "Client");
            if (Directory.Exists(Path.Combine(candidate, "node_modules", "@open-policy-agent", "opa")))
            {
                return candidate;
            }
        }

        return null;
    }
}
