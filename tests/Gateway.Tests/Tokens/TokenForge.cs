using System.Diagnostics;
using System.Text.Json.Nodes;

namespace OpenClaw.Gateway.Tests.Tokens;

/// <summary>Tokens made by <c>jose</c>, the library most others use, run by Node from a temporary folder.</summary>
internal sealed record ForgedTokens(string Keys, IReadOnlyDictionary<string, string> Good, IReadOnlyDictionary<string, string> Bent, IReadOnlyDictionary<string, string> Foreign)
{
    /// <summary>The tokens, or why this machine cannot make them.</summary>
    public static async Task<(ForgedTokens? Tokens, string? Missing)> MakeAsync(string issuer, string audience, string otherIssuer, string tenant)
    {
        var folder = Directory.CreateTempSubdirectory("identity-forge-");
        try
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Client")))
            {
                File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
            }

            var install = await RunAsync(folder.FullName, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
            if (install.Code != 0)
            {
                return (null, "npm ci failed: " + install.Error);
            }

            var forge = await RunAsync(folder.FullName, "node", "forge.mjs", issuer, audience, otherIssuer, tenant);
            Assert.True(forge.Code == 0, forge.Error);
            var made = JsonNode.Parse(forge.Output)!;
            return (new ForgedTokens(made["keys"]!.ToJsonString(), Read(made["good"]!), Read(made["bent"]!), Read(made["foreign"]!)), null);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return (null, "node and npm are not installed: " + exception.Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Dictionary<string, string> Read(JsonNode tokens) => tokens.AsObject().ToDictionary(pair => pair.Key, pair => (string)pair.Value!);

    private static async Task<(int Code, string Output, string Error)> RunAsync(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["npm_config_omit_lockfile_registry_resolved"] = "true" },
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
