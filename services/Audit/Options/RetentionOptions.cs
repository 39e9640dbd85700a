using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpenClaw.Audit.Options;

internal sealed class RetentionOptions
{
    public const string Section = "Audit:Retention";

    /// <summary>
    /// Where archives of old months go; must be backed up and shared by all replicas. Empty (the default): nothing ever leaves
    /// the database.
    /// </summary>
    public string ArchiveFolder { get; set; } = "";

    /// <summary>Days the log is kept at least, on top of what the audit policies demand. Default and least 365.</summary>
    [Range(365, 36_500)]
    public int Days { get; set; } = 365;

    /// <summary>Pause between looks for months that may go. Default 1 h: a month is not in a hurry.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);
}

[OptionsValidator]
internal sealed partial class RetentionOptionsValidator : IValidateOptions<RetentionOptions>;
