using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpenClaw.Audit.Options;

/// <summary>Minutes a person is taken to have saved by what was done for them. Estimates, shown beside every sum made with them.</summary>
internal sealed class FigureOptions
{
    public const string Section = "Audit:Figures";

    /// <summary>A reply that was sent. Default 2 (spec/auto-response.md 8).</summary>
    [Range(0, 480)]
    public int MinutesPerReply { get; set; } = 2;

    /// <summary>A ticket that was commented, moved or made. Default 2: no longer text than a reply.</summary>
    [Range(0, 480)]
    public int MinutesPerTicket { get; set; } = 2;

    /// <summary>An exchange between assistants. Default 4: it stands for a reply on each side.</summary>
    [Range(0, 480)]
    public int MinutesPerExchange { get; set; } = 4;

    /// <summary>A briefing. Default 10: a look through each source in the morning.</summary>
    [Range(0, 480)]
    public int MinutesPerBriefing { get; set; } = 10;
}

[OptionsValidator]
internal sealed partial class FigureOptionsValidator : IValidateOptions<FigureOptions>;
