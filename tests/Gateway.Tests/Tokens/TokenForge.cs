using System.Text.Json.Nodes;
using OpenClaw.Testing;

namespace OpenClaw.Gateway.Tests.Tokens;

/// <summary>Tokens made by <c>jose</c>, the library most others use, run by Node from a temporary folder.</summary>
internal sealed record ForgedTokens(string Keys, IReadOnlyDictionary<string, string> Good, IReadOnlyDictionary<string, string> Bent, IReadOnlyDictionary<string, string> Foreign)
{
    /// <summary>The tokens, or why this machine cannot make them.</summary>
    public static async Task<(ForgedTokens? Tokens, string? Missing)> MakeAsync(string issuer, string audience, string otherIssuer, string tenant)
    {
        using var node = await NodeFolder.InstallAsync(Path.Combine(AppContext.BaseDirectory, "Client"));
        if (node.Missing is not null)
        {
            return (null, node.Missing);
        }

        var forge = await node.RunAsync("forge.mjs", [issuer, audience, otherIssuer, tenant], CancellationToken.None);
        Assert.True(forge.ExitCode == 0, forge.Error);
        var made = JsonNode.Parse(forge.Output)!;
        return (new ForgedTokens(made["keys"]!.ToJsonString(), Read(made["good"]!), Read(made["bent"]!), Read(made["foreign"]!)), null);
    }

    private static Dictionary<string, string> Read(JsonNode tokens) => tokens.AsObject().ToDictionary(pair => pair.Key, pair => (string)pair.Value!);
}
