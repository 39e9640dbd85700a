using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpenClaw.Audit.Options;

internal sealed class AlertOptions
{
    public const string Section = "Audit:Alerts";

    /// <summary>
    /// Pause between looks for entries that somebody must be told of. Default 1 min: soon enough to ask the person, and a
    /// look costs one walk of an index. However many looks find something, it stays one notification a day, company and rule.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);
}

[OptionsValidator]
internal sealed partial class AlertOptionsValidator : IValidateOptions<AlertOptions>;
