using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>Who evaluates the rules.</summary>
public enum PolicyEngineKind
{
    /// <summary>This process.</summary>
    Embedded,

    /// <summary>An OPA server next to it.</summary>
    Opa,
}

/// <summary>The OPA server that decides when <c>Policy:Engine</c> is <c>Opa</c>.</summary>
public sealed class OpaOptions
{
    public const string EngineKey = "Policy:Engine";
    public const string Section = "Policy:Opa";

    /// <summary>Where it listens. Default: OPA's own default, on loopback. Dapr's invocation of an app <c>opa</c> is an address as well.</summary>
    [Required]
    public Uri Url { get; set; } = new("http://127.0.0.1:8181");

    /// <summary>Name of the bundle of all tenants in its configuration. Default openclaw, as in docs/adr/0007.</summary>
    [Required]
    public string Bundle { get; set; } = "openclaw";

    /// <summary>How long one decision may take. Default 1 s: it is a call to the same machine, and callers wait 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:05")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(1);
}

[OptionsValidator]
internal sealed partial class OpaOptionsValidator : IValidateOptions<OpaOptions>;
