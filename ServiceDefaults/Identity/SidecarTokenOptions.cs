using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpenClaw.ServiceDefaults.Identity;

/// <summary>The app API token as Dapr's injector provides it.</summary>
internal sealed class SidecarTokenOptions
{
    /// <summary>Dapr's own name for it; a service without one would believe anybody who reaches its port.</summary>
    public const string Key = "APP_API_TOKEN";

    [Required(ErrorMessage = Key + " must be configured: it is how the service knows its own sidecar.")]
    [MinLength(16, ErrorMessage = Key + " must have at least 16 characters.")]
    public string Token { get; set; } = "";
}

[OptionsValidator]
internal sealed partial class SidecarTokenOptionsValidator : IValidateOptions<SidecarTokenOptions>;
