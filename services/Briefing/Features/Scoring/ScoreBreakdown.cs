namespace OpenClaw.Briefing.Features.Scoring;

/// <summary>The five parts of a priority score, kept so that people can see why a task stands where it stands.</summary>
public sealed record ScoreBreakdown(int Deadline, int Seniority, int FollowUps, int Sla, int Blocking)
{
    public const int DeadlineMax = 30;
    public const int SeniorityMax = 15;
    public const int FollowUpsMax = 20;
    public const int SlaMax = 20;
    public const int BlockingMax = 15;

    public int Total() => Math.Clamp(Deadline + Seniority + FollowUps + Sla + Blocking, 0, 100);
}
