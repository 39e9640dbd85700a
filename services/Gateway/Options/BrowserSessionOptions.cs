using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpenClaw.Gateway.Options;

/// <summary>Sessions of people in a browser.</summary>
internal sealed class BrowserSessionOptions
{
    public const string Section = "Session";

    /// <summary>Ends after this long without a request. Default 1 h: survives lunch, not a night.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan Idle { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Ends after this long in any case. Default 10 h: one working day, so roles are re-read every morning.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "7.00:00:00")]
    public TimeSpan Absolute { get; set; } = TimeSpan.FromHours(10);

    /// <summary>How rarely the last use is written. Default 1 min: one write per minute and person instead of one per request.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:30:00")]
    public TimeSpan TouchEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Sessions of one person at a time. Default 10: some browsers and devices; one more ends the oldest.</summary>
    [Range(1, 100)]
    public int MaxPerUser { get; set; } = 10;

    /// <summary>How long a started sign-in may take at the provider. Default 10 min: passwords and second factors take a while.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "01:00:00")]
    public TimeSpan SignInLifetime { get; set; } = TimeSpan.FromMinutes(10);
}

[OptionsValidator]
internal sealed partial class BrowserSessionOptionsValidator : IValidateOptions<BrowserSessionOptions>;
