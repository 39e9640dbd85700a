using System.Globalization;

namespace OpenClaw.Faults.HotReload;

/// <summary>What was seen of a replica that hears nothing of policies; times since then.</summary>
/// <param name="Limit">The age after which it must not trust them.</param>
public sealed record OneBlockedOutcome(TimeSpan Limit)
{
    /// <summary>The limit of a service as shipped.</summary>
    public static readonly TimeSpan Shipped = TimeSpan.FromSeconds(60);

    /// <summary>When the last allowed question was asked.</summary>
    public TimeSpan LastAllowed { get; init; }

    public TimeSpan? FirstDenied { get; init; }
    public TimeSpan LastReady { get; init; }
    public TimeSpan? FirstUnready { get; init; }

    /// <summary>The greatest age of policies, in seconds, that an allowed answer named.</summary>
    public int OldestAllowed { get; init; }

    /// <summary>The last denial.</summary>
    public string Denial { get; init; } = "";

    public int OthersAllowed { get; init; }
    public int OthersRefused { get; init; }

    /// <summary>Questions for policies that got no answer; without any nothing was tried.</summary>
    public int Blocked { get; init; }

    public TimeSpan AllowedAgain { get; init; }

    public bool IsGood => Blocked > 0 && OthersAllowed > 0 && OthersRefused == 0
        && FirstDenied is not null && LastAllowed <= Limit && LastAllowed < FirstDenied
        && FirstUnready is not null && LastReady <= Limit;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        one replica of three blocked (limit {Limit.TotalSeconds:0} s, {Blocked} questions unanswered): last allowed after {LastAllowed.TotalSeconds:0.0} s with policies {OldestAllowed} s old, first denied after {FirstDenied?.TotalSeconds:0.0} s
        last ready after {LastReady.TotalSeconds:0.0} s, first unready after {FirstUnready?.TotalSeconds:0.0} s; allowed again {AllowedAgain.TotalSeconds:0.0} s after the end
        the other two allowed {OthersAllowed} and refused {OthersRefused}; it said: {Denial}
        """);
}
