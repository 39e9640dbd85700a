using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpenClaw.ServiceDefaults.Identity.Tokens;

/// <summary>The gateway's token that tells services who asks.</summary>
public sealed class InternalTokenOptions
{
    public const string Section = "InternalToken";

    /// <summary>Who mints. Default openclaw-gateway; the same everywhere.</summary>
    [Required]
    public string Issuer { get; set; } = "openclaw-gateway";

    /// <summary>Who may read. Default openclaw-internal: one audience, because the sidecar already names the target.</summary>
    [Required]
    public string Audience { get; set; } = "openclaw-internal";

    /// <summary>How long a token lives. Default 5 min: longer than any request, short enough to need no revocation.</summary>
    [Range(typeof(TimeSpan), "00:00:30", "00:15:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Public keys in PEM, several while keys rotate. Empty: read from the secret store.</summary>
    public string PublicKey { get; set; } = "";

    /// <summary>Private key in PEM (P-256); only the gateway has it. Empty: read from the secret store.</summary>
    public string SigningKey { get; set; } = "";

    internal TokenExpectations Expectations => new(Issuer, [Audience]);
}

[OptionsValidator]
internal sealed partial class InternalTokenOptionsValidator : IValidateOptions<InternalTokenOptions>;
