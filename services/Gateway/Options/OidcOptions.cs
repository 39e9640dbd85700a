using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpenClaw.Gateway.Options;

/// <summary>The company's identity provider. Everything else about it comes from its discovery document.</summary>
internal sealed class OidcOptions
{
    public const string Section = "Oidc";

    /// <summary>Exact issuer. Has no default: believing the wrong provider would let strangers in.</summary>
    [Required]
    [Url]
    public string Issuer { get; set; } = "";

    /// <summary>Our client id there. Default openclaw-web.</summary>
    [Required]
    public string ClientId { get; set; } = "openclaw-web";

    /// <summary>Client secret. Empty: the secret oidc-client-secret of the secret store, which is where it belongs.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>
    /// Client secret by client id at providers that tenants brought; given as environment from a Secret. Default none: there we
    /// are a public client with PKCE.
    /// </summary>
    public Dictionary<string, string> TenantSecrets { get; } = new(StringComparer.Ordinal);

    /// <summary>Audience of access tokens sent to the API directly. Default openclaw-api.</summary>
    [Required]
    public string ApiAudience { get; set; } = "openclaw-api";

    /// <summary>Scopes asked for. Default as named in the documentation of the supported providers.</summary>
    [Required]
    public string Scopes { get; set; } = "openid profile email groups";

    /// <summary>Claim with the tenant. Default tenant. A token without it is refused: there is no default tenant.</summary>
    [Required]
    public string TenantClaim { get; set; } = "tenant";

    /// <summary>Claim that names the user. Default sub, the only one a provider never reassigns.</summary>
    [Required]
    public string UserClaim { get; set; } = "sub";

    [Required]
    public string OrgUnitClaim { get; set; } = "org_unit";

    [Required]
    public string TeamClaim { get; set; } = "team";

    /// <summary>Role by group or role claim; entries given here add to, or override, the built-in names.</summary>
    public Dictionary<string, string> RoleMap { get; set; } = new(StringComparer.Ordinal);

    /// <summary>How long one call to the provider may take. Default 5 s: a person is waiting.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:30")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long keys and discovery are believed. Default 1 h: bounds how long a withdrawn key works.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan KeyLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Shortest time between two fetches for unknown key ids. Default 10 s: strangers' tokens must not flood the provider.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan KeyRefetchPause { get; set; } = TimeSpan.FromSeconds(10);
}

[OptionsValidator]
internal sealed partial class OidcOptionsValidator : IValidateOptions<OidcOptions>;
