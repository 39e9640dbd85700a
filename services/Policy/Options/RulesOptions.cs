using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpenClaw.Policy.Options;

internal sealed class RulesOptions
{
    public const string Section = "Policy:Rules";

    /// <summary>Folder with <c>*.rego</c> modules and <c>data.json</c> documents. Default: the rules shipped beside the service.</summary>
    [Required]
    public string Folder { get; set; } = Path.Combine(AppContext.BaseDirectory, "Rules");

    /// <summary>
    /// How often the folder is compared with what is loaded. Default 1 s: file notifications are missing on some mounted
    /// volumes, and reading a few small files costs less than a millisecond.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);
}

[OptionsValidator]
internal sealed partial class RulesOptionsValidator : IValidateOptions<RulesOptions>;
