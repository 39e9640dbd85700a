namespace OpenClaw.Briefing.Features.Tasks;

/// <summary>What the priority of a task is computed from.</summary>
/// <param name="SenderSeniority">1 to 10, or null when unknown.</param>
/// <param name="BlockingRelationships">Ids of what this task blocks.</param>
public sealed record UrgencySignals(
    DateTimeOffset? Deadline,
    int? SenderSeniority,
    int FollowUpCount,
    DateTimeOffset? SlaTimer,
    IReadOnlyList<string> BlockingRelationships);
