using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpenClaw.Audit.Options;

internal sealed class DenialOptions
{
    public const string Section = "Audit:Denials";

    /// <summary>
    /// Pause between looks for refused actions that somebody must be told of. Default 1 min: soon enough to ask the person, and a
    /// look costs one walk of an index. However many looks find something, it stays one notification a day and company.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);
}

[OptionsValidator]
internal sealed partial class DenialOptionsValidator : IValidateOptions<DenialOptions>;
