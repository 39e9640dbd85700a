using System.Text.Json;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>
/// What the policy service signs: which bundle is the newest of every tenant, at one moment. Without it somebody on the way
/// could go on handing out an old bundle, whose own signature is good for ever.
/// </summary>
/// <param name="Sequence">Grows with every change, so that a replica that is behind is told from one that is ahead.</param>
/// <param name="Whole">Version of the bundle that holds all tenants, for an OPA that decides for all of them.</param>
/// <param name="Tenants">Version of each tenant's bundle; <see cref="Others"/> is the one of everybody else.</param>
/// <param name="IssuedAt">When it was so.</param>
public sealed record PolicyCatalogue(long Sequence, string Whole, IReadOnlyDictionary<string, string> Tenants, DateTimeOffset IssuedAt)
{
    /// <summary>Stands for tenants that are not named: rules without any document, which grant nothing. No tenant can be called so.</summary>
    public const string Others = "*";

    /// <summary>What the signature of the bundle that holds all tenants is for. No tenant can be called so.</summary>
    public const string Everybody = "**";

    private const string Type = "openclaw-policy-catalogue";

    /// <summary>Whether the same bundles are in force.</summary>
    public bool SaysTheSameAs(PolicyCatalogue other) =>
        Whole == other.Whole && Tenants.Count == other.Tenants.Count && Tenants.All(tenant => other.Tenants.GetValueOrDefault(tenant.Key) == tenant.Value);

    public string Seal(PolicySigningKey key) => key.Sign(Type, JsonSerializer.SerializeToElement(this, ContractsJson.Options));

    /// <exception cref="PolicySealException">It was not signed by the policy service.</exception>
    public static PolicyCatalogue Open(string token, PolicyTrust trust)
    {
        try
        {
            return trust.Verify(Type, token).Deserialize<PolicyCatalogue>(ContractsJson.Options) is { Whole: not null, Tenants: not null } catalogue
                ? catalogue
                : throw new PolicySealException("the catalogue is empty");
        }
        catch (JsonException exception)
        {
            throw new PolicySealException($"the catalogue cannot be read: {exception.Message}", exception);
        }
    }
}
