using System.Diagnostics;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Audit;

/// <summary>An entry on its way, or a pair that must not be parted, and the action that waits for it.</summary>
internal sealed class WaitingEntry(IReadOnlyList<AuditEntry> entries)
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Abandoned = 2;

    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state = Waiting;

    public IReadOnlyList<AuditEntry> Entries => entries;

    /// <summary>The span in which the action is recorded, so that the recording shows up in its trace.</summary>
    public ActivityContext Cause { get; } = Activity.Current?.Context ?? default;

    public Task Completion => _completion.Task;

    /// <summary>True when the entry may be sent: nobody has given it up.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    /// <summary>The action was refused, so its entry must not be sent later; without effect when it is on its way already.</summary>
    public void Abandon() => Interlocked.CompareExchange(ref _state, Abandoned, Waiting);

    public void Succeed() => _completion.TrySetResult();

    public void Fail(Exception exception)
    {
        _completion.TrySetException(exception);

        // A caller that stopped waiting leaves the exception unobserved.
        _ = _completion.Task.Exception;
    }
}
