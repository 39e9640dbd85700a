using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Features.Trials;

/// <summary>Tries a draft in the shadow.</summary>
/// <param name="Version">The draft; left out, the latest.</param>
public sealed record StartShadow(string? Version, string? ChangeReason);

/// <summary>Lets a draft decide for a share of the people.</summary>
/// <param name="Version">The draft; left out, the latest.</param>
/// <param name="Percent">Of the people; 1 to 100.</param>
/// <param name="MaxErrorPercent">Ends by itself when more of its decisions fail. Default 1.</param>
/// <param name="MaxDenialPercent">Ends by itself when more of its decisions deny what is not denied today. Default 10.</param>
/// <param name="MinDecisions">Not before so many decisions. Default 20.</param>
public sealed record StartRollout(string? Version, int? Percent, int? MaxErrorPercent, int? MaxDenialPercent, int? MinDecisions, string? ChangeReason);

/// <summary>Another share, higher or lower; also goes on after a pause.</summary>
public sealed record AdvanceRollout(int? Percent, string? ChangeReason);

/// <summary>Any other step of a trial.</summary>
public sealed record TrialStep(string? ChangeReason);

/// <summary>A trial and what was seen of it.</summary>
/// <param name="Decisions">In the shadow all of the tenant's, in a roll-out those the draft took.</param>
/// <param name="Compared">Those for which the other side was asked too; the rest was more than a process asks in a second.</param>
/// <param name="Changes">How many of the compared ones differ: what is in force, then the draft.</param>
public sealed record TrialView(
    Guid Id,
    TrialKind Kind,
    Guid PolicyId,
    string Version,
    TrialStatus Status,
    int? Percent,
    int? MaxErrorPercent,
    int? MaxDenialPercent,
    int? MinDecisions,
    string StartedBy,
    DateTimeOffset StartedAt,
    string UpdatedBy,
    DateTimeOffset UpdatedAt,
    string ChangeReason,
    long Decisions,
    long Errors,
    long Compared,
    long Same,
    IReadOnlyDictionary<string, long> Changes,
    IReadOnlyList<TrialExample> Examples)
{
    internal static TrialView Of(TrialRow trial, TrialTotals totals)
    {
        var isRollout = trial.Kind == TrialKind.Rollout;
        return new TrialView(
            trial.Id,
            trial.Kind,
            trial.PolicyId,
            trial.Version,
            trial.Status,
            isRollout ? trial.Percent : null,
            isRollout ? trial.Thresholds.MaxErrorPercent : null,
            isRollout ? trial.Thresholds.MaxDenialPercent : null,
            isRollout ? trial.Thresholds.MinDecisions : null,
            trial.CreatedBy,
            trial.CreatedAt,
            trial.UpdatedBy,
            trial.UpdatedAt,
            trial.Reason,
            totals.Decisions,
            totals.Errors,
            totals.Compared,
            totals.Compared - totals.Changes.Values.Sum(),
            totals.Changes,
            totals.Examples);
    }
}
