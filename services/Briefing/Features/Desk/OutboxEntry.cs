using OpenClaw.Contracts;

namespace OpenClaw.Briefing.Features.Desk;

/// <summary>An event that is decided and stored but perhaps not published yet. Exactly one member is set.</summary>
public sealed record OutboxEntry
{
    public TaskChanged? TaskChanged { get; init; }
    public BriefingReady? BriefingReady { get; init; }

    public string EventId() => TaskChanged?.EventId ?? BriefingReady?.EventId ?? "";
}
