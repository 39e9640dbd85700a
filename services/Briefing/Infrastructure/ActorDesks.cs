using Dapr.Actors;
using Dapr.Actors.Client;
using OpenClaw.Briefing.Features.Composition;
using OpenClaw.Briefing.Features.Desk;

namespace OpenClaw.Briefing.Infrastructure;

/// <summary>
/// Reaches desks through the sidecar, which knows the replica that holds the actor. Calls by method name with JSON bodies:
/// the form that needs no remoting stubs and that any language could call.
/// </summary>
internal sealed class ActorDesks(IActorProxyFactory proxies) : IDesks
{
    public IDesk Of(DeskOwner owner) => new ActorDesk(proxies.Create(new ActorId(owner.ToActorId()), nameof(BriefingActor)));

    private sealed class ActorDesk(ActorProxy actor) : IDesk
    {
        public Task<ObserveOutcome> ObserveAsync(ObserveItems request, CancellationToken cancellationToken) =>
            actor.InvokeMethodAsync<ObserveItems, ObserveOutcome>(nameof(IBriefingActor.ObserveAsync), request, cancellationToken);

        public Task<RunClaim> BeginAsync(BeginRun request, CancellationToken cancellationToken) =>
            actor.InvokeMethodAsync<BeginRun, RunClaim>(nameof(IBriefingActor.BeginAsync), request, cancellationToken);

        public Task<RunOutcome> CompleteAsync(CompleteRun request, CancellationToken cancellationToken) =>
            actor.InvokeMethodAsync<CompleteRun, RunOutcome>(nameof(IBriefingActor.CompleteAsync), request, cancellationToken);

        public Task AbandonAsync(ById run, CancellationToken cancellationToken) =>
            actor.InvokeMethodAsync(nameof(IBriefingActor.AbandonAsync), run, cancellationToken);

        public async Task<DailyBriefing?> FindAsync(ById briefing, CancellationToken cancellationToken) =>
            (await actor.InvokeMethodAsync<ById, RunOutcome>(nameof(IBriefingActor.FindAsync), briefing, cancellationToken)).Briefing;

        public Task<BriefingPage> ListAsync(BriefingQuery query, CancellationToken cancellationToken) =>
            actor.InvokeMethodAsync<BriefingQuery, BriefingPage>(nameof(IBriefingActor.ListAsync), query, cancellationToken);

        public Task<TaskPage> TasksAsync(TaskQuery query, CancellationToken cancellationToken) =>
            actor.InvokeMethodAsync<TaskQuery, TaskPage>(nameof(IBriefingActor.TasksAsync), query, cancellationToken);

        public Task<DeskContents> ExportAsync(CancellationToken cancellationToken) =>
            actor.InvokeMethodAsync<DeskContents>(nameof(IBriefingActor.ExportAsync), cancellationToken);

        public Task<DeskErased> EraseAsync(CancellationToken cancellationToken) =>
            actor.InvokeMethodAsync<DeskErased>(nameof(IBriefingActor.EraseAsync), cancellationToken);

        public Task<ChangeOutcome> ChangeAsync(ChangeTask change, CancellationToken cancellationToken) =>
            actor.InvokeMethodAsync<ChangeTask, ChangeOutcome>(nameof(IBriefingActor.ChangeAsync), change, cancellationToken);
    }
}
