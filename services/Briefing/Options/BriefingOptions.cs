using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using OpenClaw.Briefing.Features.Desk;

namespace OpenClaw.Briefing.Options;

/// <summary>Settings of briefing generation.</summary>
internal sealed class BriefingOptions
{
    public const string Section = "Briefing";

    /// <summary>
    /// How long a generation keeps others of the same person out. Default 60 s: the P99 of the service level, and four times
    /// the scan budget, so only a run whose process died ever reaches it.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:10:00")]
    public TimeSpan RunLease { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Time for reading one source. Default 15 s (spec/briefing.md 13); what is there by then is used.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan ScanBudget { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Pages read per operation. Default 10: with 100 items a page more than a person can have open.</summary>
    [Range(1, 100)]
    public int ScanPages { get; set; } = 10;

    /// <summary>Time for reading what was done lately from the audit log. Default 5 s: it answers in milliseconds, or its database is busy.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:15")]
    public TimeSpan ActivityBudget { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Time zone of people who set none. Default UTC: wrong for some, but the same on every machine.</summary>
    [Required]
    public string TimeZone { get; set; } = "UTC";

    /// <summary>Start of the working day. Default 09:00.</summary>
    public TimeOnly WorkStart { get; set; } = new(9, 0);

    /// <summary>End of the working day. Default 17:00.</summary>
    public TimeOnly WorkEnd { get; set; } = new(17, 0);

    /// <summary>Kept free around meetings. Default 15 min: time to walk and to write down what was said.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan MeetingBuffer { get; set; } = TimeSpan.FromMinutes(15);

    public WorkingHours Hours() => new(TimeZone, WorkStart, WorkEnd, MeetingBuffer);
}

[OptionsValidator]
internal sealed partial class BriefingOptionsValidator : IValidateOptions<BriefingOptions>;

/// <summary>What one field alone cannot tell.</summary>
internal sealed class WorkingHoursValidator : IValidateOptions<BriefingOptions>
{
    public ValidateOptionsResult Validate(string? name, BriefingOptions options)
    {
        var faults = new List<string>();
        if (options.WorkEnd <= options.WorkStart)
        {
            faults.Add($"{BriefingOptions.Section}:WorkEnd must be later than {BriefingOptions.Section}:WorkStart.");
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(options.TimeZone, out _))
        {
            faults.Add($"{BriefingOptions.Section}:TimeZone '{options.TimeZone}' is not a known time zone.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
