using System.Globalization;
using OpenClaw.Briefing.Features.Composition;
using OpenClaw.Briefing.Features.Tasks;
using OpenClaw.Contracts;

namespace OpenClaw.Briefing.Features.Desk;

/// <summary>Single flight of briefing generation: one run at a time, one briefing per slot and per idempotency key.</summary>
internal static class RunBook
{
    /// <summary>More than a day's worth many times over; older briefings stay readable by id.</summary>
    private const int KeptEntries = 500;
    private const int TopTasks = 5;

    public static (DeskState State, RunClaim Claim) Begin(DeskState state, DeskOwner owner, BeginRun request, DateTimeOffset now)
    {
        if (request.IdempotencyKey is { } key && state.Briefings.FirstOrDefault(entry => entry.IdempotencyKey == key) is { } done)
        {
            return (state, new RunClaim(ClaimState.AlreadyDone, Done: done));
        }

        var isSameTrigger = request.IdempotencyKey is not null && state.Run?.IdempotencyKey == request.IdempotencyKey;
        if (state.Run is { } running && running.ExpiresAt > now && !isSameTrigger)
        {
            return (state, new RunClaim(ClaimState.InProgress));
        }

        // A repeated trigger takes its own run over, because the first attempt may have died: same slot, same briefing id.
        var run = isSameTrigger ? state.Run! : NewRun(state, owner, request, now);
        run = run with { RunId = Guid.CreateVersion7(now), ExpiresAt = now + request.Lease };
        return (state with { Run = run }, new RunClaim(ClaimState.Begun, run));
    }

    public static (DeskState State, DailyBriefing Briefing) Complete(
        DeskState state, DeskOwner owner, CompleteRun request, DateTimeOffset now)
    {
        var run = state.Run!;
        var (observed, _) = ItemBook.Observe(state, owner, request.Items);
        observed = TaskBook.Recompute(observed, owner, now, request.RequestId);
        observed = CarryListed(observed, owner, now, request.RequestId);
        var briefing = BriefingComposer.Compose(owner, run, observed, request, now);
        var entry = new BriefingEntry(briefing.Id, run.SlotKey, now, run.StartedAt, run.IdempotencyKey, briefing.Tasks.Count);
        return (observed with
        {
            Run = null,
            Briefings = [.. observed.Briefings.Prepend(entry).Take(KeptEntries)],
            Outbox = [.. observed.Outbox, new OutboxEntry { BriefingReady = Ready(briefing) }],
        }, briefing);
    }

    private static BriefingRun NewRun(DeskState state, DeskOwner owner, BeginRun request, DateTimeOffset now)
    {
        var prefix = string.Create(
            CultureInfo.InvariantCulture, $"{owner.TenantId}:{owner.UserId}:{request.Date:yyyy-MM-dd}:{request.Kind}:");
        var number = state.Briefings.Count(entry => entry.SlotKey.StartsWith(prefix, StringComparison.Ordinal)) + 1;
        var slotKey = prefix + number.ToString(CultureInfo.InvariantCulture);
        return new BriefingRun(Guid.Empty, StableId.Of(now, slotKey), slotKey, number, now, now, request.IdempotencyKey);
    }

    /// <summary>A task carried into a second briefing becomes active (spec/briefing.md 8).</summary>
    private static DeskState CarryListed(DeskState state, DeskOwner owner, DateTimeOffset now, string requestId)
    {
        var carried = BriefingComposer.Listed(state);
        foreach (var task in carried)
        {
            var note = state.NoteOf(task.Id);
            state = state.WithNote(task.Id, note with { Carried = note.Carried + 1 });
        }

        return carried.Any(task => task.Status == WorkTaskStatus.Discovered && state.NoteOf(task.Id).Carried >= 2)
            ? TaskBook.Recompute(state, owner, now, requestId)
            : state;
    }

    private static BriefingReady Ready(DailyBriefing briefing) => new(
        $"briefing-ready:{briefing.Id:N}",
        briefing.TenantId,
        briefing.RequestId,
        briefing.GeneratedAt,
        briefing.UserId,
        briefing.Id,
        briefing.SlotKey,
        briefing.Tasks.Count,
        [.. briefing.Tasks.Take(TopTasks).Select(task => task.Title)],
        briefing.Classification);
}
