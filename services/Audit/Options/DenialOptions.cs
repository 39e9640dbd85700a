using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpenClaw.Audit.Options;

internal sealed class DenialOptions
{
    public const string Section = "Audit:Denials";

    /// <summary>
    /// Pause between looks for refused actions that somebody must be told of. Default 5 min: each look makes one alarm at most,
    /// and whoever gets a hundred a day reads none.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(5);
}

[OptionsValidator]
internal sealed partial class DenialOptionsValidator : IValidateOptions<DenialOptions>;
