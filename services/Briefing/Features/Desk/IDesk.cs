using OpenClaw.Briefing.Features.Composition;

namespace OpenClaw.Briefing.Features.Desk;

/// <summary>One person's tasks and briefings. Calls to one desk happen one after the other, wherever they come from.</summary>
internal interface IDesk
{
    Task<ObserveOutcome> ObserveAsync(ObserveItems request, CancellationToken cancellationToken);

    Task<RunClaim> BeginAsync(BeginRun request, CancellationToken cancellationToken);

    Task<RunOutcome> CompleteAsync(CompleteRun request, CancellationToken cancellationToken);

    /// <summary>Gives up a run, so that the next one need not wait for the lease.</summary>
    Task AbandonAsync(ById run, CancellationToken cancellationToken);

    Task<DailyBriefing?> FindAsync(ById briefing, CancellationToken cancellationToken);

    Task<BriefingPage> ListAsync(BriefingQuery query, CancellationToken cancellationToken);

    Task<TaskPage> TasksAsync(TaskQuery query, CancellationToken cancellationToken);

    Task<ChangeOutcome> ChangeAsync(ChangeTask change, CancellationToken cancellationToken);

    Task<DeskContents> ExportAsync(CancellationToken cancellationToken);

    /// <summary>Clears the desk for good.</summary>
    Task<DeskErased> EraseAsync(CancellationToken cancellationToken);
}

/// <summary>Finds the desk of a person.</summary>
internal interface IDesks
{
    IDesk Of(DeskOwner owner);
}
