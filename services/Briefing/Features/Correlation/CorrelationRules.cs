namespace OpenClaw.Briefing.Features.Correlation;

/// <summary>
/// Which reading of spec/briefing.md 4 is applied. <see cref="Plain"/> is the formula of 4.1 alone, kept because its test
/// vectors pin the arithmetic; <see cref="Corrected"/> adds the corrections of 4.3 and is what runs.
/// </summary>
/// <param name="KnownProjects">Issue keys count only with one of these prefixes; null counts all.</param>
internal sealed record CorrelationRules(bool AppliesCorrections, IReadOnlySet<string>? KnownProjects)
{
    /// <summary>Hundredths of a hundredth, so that thresholds are compared in whole numbers.</summary>
    public const int AutoMerge = 8_000;
    public const int PossiblyRelated = 5_000;
    public const int StrongLink = 8_500;
    public const int ManyKeysCap = 7_900;
    public const int SharedParticipant = 500;

    public static CorrelationRules Plain { get; } = new(false, null);

    public static CorrelationRules Corrected(IReadOnlySet<string> knownProjects) => new(true, knownProjects);
}
