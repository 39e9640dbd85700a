using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>One rule module of a bundle.</summary>
/// <param name="Path">Its path below the rules folder; names it in messages.</param>
public sealed record PolicyModule(string Path, string Source);

/// <summary>
/// All rules and policy documents at one moment. The version is a hash of the content, so equal content has equal versions
/// on every replica and a receiver can check what it was given.
/// </summary>
public sealed record PolicyBundle(string Version, IReadOnlyList<PolicyModule> Modules, JsonObject Data)
{
    /// <summary>The query that answers for a governed action.</summary>
    public const string EntryPoint = "data.openclaw.decision";

    public static PolicyBundle Create(IEnumerable<PolicyModule> modules, JsonObject data)
    {
        PolicyModule[] sorted = [.. modules.OrderBy(module => module.Path, StringComparer.Ordinal)];
        var canonical = (JsonObject)Sort(data)!;
        return new PolicyBundle(VersionOf(sorted, canonical), sorted, canonical);
    }

    /// <summary>Whether the content is what the version says.</summary>
    public bool IsIntact => Create(Modules, Data).Version == Version;

    /// <summary>The same for bundles with the same rules, whatever their documents.</summary>
    public string RulesVersion => VersionOf(Modules, []);

    private static string VersionOf(IEnumerable<PolicyModule> modules, JsonObject data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var module in modules)
        {
            Append(hash, module.Path);
            Append(hash, module.Source);
        }

        Append(hash, data.ToJsonString());
        return $"sha256:{Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }

    /// <summary>Each part with its length, so that text cannot move from one part to the next unnoticed.</summary>
    private static void Append(IncrementalHash hash, string part)
    {
        var bytes = Encoding.UTF8.GetBytes(part);
        hash.AppendData(BitConverter.GetBytes(bytes.LongLength));
        hash.AppendData(bytes);
    }

    private static JsonNode? Sort(JsonNode? node) => node switch
    {
        JsonObject source => new JsonObject(source
            .OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Sort(member.Value)))),
        JsonArray source => new JsonArray([.. source.Select(Sort)]),
        _ => node?.DeepClone(),
    };
}
