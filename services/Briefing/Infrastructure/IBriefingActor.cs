using Dapr.Actors;
using OpenClaw.Briefing.Features.Desk;

namespace OpenClaw.Briefing.Infrastructure;

/// <summary>The desk of one person as an actor; one parameter per method, as calls in JSON need it.</summary>
public interface IBriefingActor : IActor
{
    Task<ObserveOutcome> ObserveAsync(ObserveItems request);

    Task<RunClaim> BeginAsync(BeginRun request);

    Task<RunOutcome> CompleteAsync(CompleteRun request);

    Task AbandonAsync(ById run);

    Task<RunOutcome> FindAsync(ById briefing);

    Task<BriefingPage> ListAsync(BriefingQuery query);

    Task<TaskPage> TasksAsync(TaskQuery query);

    Task<ChangeOutcome> ChangeAsync(ChangeTask change);

    Task<DeskContents> ExportAsync();

    Task<DeskErased> EraseAsync();
}
