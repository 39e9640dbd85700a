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
        using var folder = new TempFolder(("policy.rego", Policy));
        var missing = await InstallAsync(folder);
        Assert.SkipWhen(missing is not null, missing ?? "");
        await using var server = await OpaServer.StartAsync(folder.Path, "--set", "default_decision=authz/allow", "policy.rego");

        var run = await OpaTool.RunAsync("node", folder.Path, ["client.mjs", server.Client.BaseAddress!.ToString().TrimEnd('/')]);

        Assert.True(run.ExitCode == 0, run.Error + server.Output);
        var answers = JsonNode.Parse(run.Output)!;
        Assert.True((bool)answers["allowed"]!);
        Assert.False((bool)answers["denied"]!);
        Assert.False((bool)answers["withoutInput"]!);
        Assert.Equal("""{"allowed":true,"roles":["a","b"]}""", answers["response"]!.ToJsonString());
        Assert.True((bool)answers["transformed"]!);
        Assert.Equal("""{"alice":true,"bob":false}""", answers["batch"]!.ToJsonString());
        Assert.True((bool)answers["default"]!);
        Assert.NotNull(answers["error"]);
    }

    /// <summary>Installs what the lock file names; answers why not when the machine cannot.</summary>
    private static async Task<string?> InstallAsync(TempFolder folder)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Client")))
        {
            File.Copy(file, Path.Combine(folder.Path, Path.GetFileName(file)));
        }

        try
        {
            var environment = new Dictionary<string, string> { ["npm_config_omit_lockfile_registry_resolved"] = "true" };
            var install = await OpaTool.RunAsync("npm", folder.Path, ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], environment);
            return install.ExitCode == 0 ? null : "npm ci failed: " + install.Error;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return "node and npm are not installed: " + error.Message;
        }
    }
}
