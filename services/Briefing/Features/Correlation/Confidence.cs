namespace OpenClaw.Briefing.Features.Correlation;

/// <summary>
/// How sure we are that two items are about the same thing, in ten-thousandths. Whole numbers only: in binary floating
/// point 0.30 + 0.40 + 0.10 is 0.7999, and an identical pair would stay apart.
/// </summary>
internal static class Confidence
{
    private const int TitleWeight = 3_000;
    private const int ReferenceWeight = 4_000;
    private const int CrossSystemWeight = 2_000;

    public static int Between(CorrelationProfile left, CorrelationProfile right, CorrelationRules rules)
    {
        var shared = left.Tokens.Count(right.Tokens.Contains);
        var union = left.Tokens.Count + right.Tokens.Count - shared;
        var sharesReference = left.References.Overlaps(right.References);
        var crossesSystems = !string.Equals(left.Subject.System, right.Subject.System, StringComparison.Ordinal);

        // Flooring never lifts a value over a threshold, because thresholds are whole numbers of the same unit.
        var confidence = (union == 0 ? 0 : TitleWeight * shared / union)
            + (sharesReference ? ReferenceWeight : 0)
            + TimePoints((left.Subject.At - right.Subject.At).Duration())
            + (crossesSystems ? CrossSystemWeight : 0);
        var isSupported = sharesReference || 2 * shared >= Math.Max(union, 1);
        return Math.Min(10_000, rules.AppliesCorrections ? Correct(confidence, left, right, crossesSystems, isSupported) : confidence);
    }

    private static int TimePoints(TimeSpan gap) => gap switch
    {
        { TotalHours: < 1 } => 1_000,
        { TotalHours: < 24 } => 500,
        _ => 100,
    };

    private static int Correct(int confidence, CorrelationProfile left, CorrelationProfile right, bool crossesSystems, bool isSupported)
    {
        if (left.Subject.Participants.Intersect(right.Subject.Participants, StringComparer.Ordinal).Any())
        {
            var lifted = confidence + CorrelationRules.SharedParticipant;
            confidence = lifted >= CorrelationRules.AutoMerge && !isSupported ? Math.Min(lifted, CorrelationRules.AutoMerge - 1) : lifted;
        }

        if (left.CitedKeys.Count >= 2 || right.CitedKeys.Count >= 2)
        {
            return Math.Min(confidence, CorrelationRules.ManyKeysCap);
        }

        return crossesSystems && (Cites(left, right) || Cites(right, left)) ? Math.Max(confidence, CorrelationRules.StrongLink) : confidence;
    }

    private static bool Cites(CorrelationProfile citing, CorrelationProfile cited) =>
        cited.Subject.Identity is { } identity && citing.CitedKeys.Contains(identity);
}
