using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpenClaw.Policy.Options;

internal sealed class BaselineOptions
{
    public const string Section = "Policy:Baseline";

    /// <summary>Tenants that get the baseline policies at the start when they have none. Default: none, so that nothing is granted unasked.</summary>
    [MaxLength(1000)]
    public IList<string> Tenants { get; } = [];

    /// <summary>Folder with one document per domain. Default: the ones shipped beside the service.</summary>
    [Required]
    public string Folder { get; set; } = Path.Combine(AppContext.BaseDirectory, "Baseline");
}

[OptionsValidator]
internal sealed partial class BaselineOptionsValidator : IValidateOptions<BaselineOptions>;
