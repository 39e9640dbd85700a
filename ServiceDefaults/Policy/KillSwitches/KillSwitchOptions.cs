using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpenClaw.ServiceDefaults.Policy.KillSwitches;

/// <summary>How current the list of kill switches is kept.</summary>
public sealed class KillSwitchOptions
{
    public const string Section = "Policy:KillSwitch";

    /// <summary>How often the list is read. Default 1 s: a lost change event then costs half of what is promised.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How old the list may be that an action is decided with. Default 2 s, within which a kill switch is promised to hold
    /// everywhere. An action that finds it older waits for a new one, and is denied when none can be had.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one reading may take. Default 3 s, the call timeout of the whole system.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:30")]
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(3);
}

[OptionsValidator]
internal sealed partial class KillSwitchOptionsValidator : IValidateOptions<KillSwitchOptions>;
