using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpenClaw.Gateway.Options;

/// <summary>The door itself.</summary>
internal sealed class GatewayOptions
{
    public const string Section = "Gateway";

    /// <summary>
    /// Address people use, such as https://claw.example.com. Empty: what the request says, right where nothing terminates
    /// TLS in front of us.
    /// </summary>
    [Url]
    public string? PublicUrl { get; set; }

    /// <summary>
    /// Networks (CIDR) of the proxies in front, whose X-Forwarded-For is believed for rate limits. Default none: the address
    /// of the connection counts.
    /// </summary>
    public List<string> TrustedProxies { get; } = [];

    /// <summary>Largest body of an ordinary request. Default 1 MiB: far above any form or draft.</summary>
    [Range(1024, 33_554_432)]
    public long MaxBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>Largest webhook delivery. Default 25 MiB, GitHub's own limit.</summary>
    [Range(1024, 33_554_432)]
    public long MaxWebhookBytes { get; set; } = 25 * 1024 * 1024;

    /// <summary>
    /// Longest wait for the head of an answer. Default 75 s: the longest call (a briefing, 60 s by its resiliency policy)
    /// must fail in the sidecar first, because that failure says more.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan ForwardTimeout { get; set; } = TimeSpan.FromSeconds(75);
}

[OptionsValidator]
internal sealed partial class GatewayOptionsValidator : IValidateOptions<GatewayOptions>;
