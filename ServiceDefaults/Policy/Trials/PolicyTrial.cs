using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>
/// A draft that is tried in a tenant. In the shadow it decides nothing; in a staged roll-out it decides for a share of the
/// people. The rules choose the documents (<c>openclaw.place</c>); this says the same about a person without asking them.
/// </summary>
/// <param name="Buckets">Of 65,536 equal parts of all people, how many the draft decides for.</param>
public sealed record PolicyTrial(string Id, string Kind, int Buckets)
{
    public const string Shadow = "shadow";
    public const string Rollout = "rollout";
    public const int AllBuckets = 65536;

    /// <summary>Asks the rules to decide by the draft, whoever the person is.</summary>
    public const string Candidate = "candidate";

    /// <summary>Asks the rules to decide by what is in force, whoever the person is.</summary>
    public const string Active = "active";

    /// <summary>Where the documents with the draft in its place lie in the bundle. No tenant can have this name.</summary>
    public static string CandidateKey(string tenantId) => tenantId + "/candidate";

    /// <summary>The trial a bundle holds for a tenant, if any.</summary>
    public static PolicyTrial? Find(JsonObject data, string tenantId) =>
        data["tenants"]?[tenantId]?["trial"] is JsonObject trial
            && (string?)trial["id"] is { } id && (string?)trial["kind"] is { } kind && (int?)trial["buckets"] is { } buckets
            ? new PolicyTrial(id, kind, buckets)
            : null;

    public static int BucketsOf(int percent) => (int)((long)percent * AllBuckets / 100);

    /// <summary>Whether the draft decides for this person.</summary>
    public bool DecidesFor(string userId) => Kind == Rollout && BucketOf(userId) < Buckets;

    public JsonObject ToJson(string tenantId) => new()
    {
        ["id"] = Id,
        ["kind"] = Kind,
        ["buckets"] = Buckets,
        ["candidate"] = CandidateKey(tenantId),
    };

    private int BucketOf(string userId)
    {
        var digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{Id}:{userId}")));
        return int.Parse(digest.AsSpan(0, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
