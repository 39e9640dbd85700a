namespace OpenClaw.Sidecar.Actors;

/// <summary>One turn at a time, first come first served; a chain of calls may enter again where that is allowed.</summary>
internal sealed class TurnLock
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiting = [];
    private readonly TaskCompletionSource _quiet = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _chain;
    private int _depth;
    private bool _closing;

    private sealed record Waiter(string Chain, TaskCompletionSource<Entry> Entered);

    public enum Entry
    {
        Entered,
        Reentered,
        Closing,
        TooDeep,
    }

    /// <summary>True inside a turn of that chain.</summary>
    public bool IsIn(string chain)
    {
        lock (_gate)
        {
            return _depth > 0 && _chain == chain;
        }
    }

    /// <param name="chain">The call chain; unique for calls that are not part of one.</param>
    /// <param name="maxDepth">How often one chain may be inside; one when re-entrancy is off.</param>
    public async Task<Entry> EnterAsync(string chain, int maxDepth, CancellationToken cancellationToken)
    {
        LinkedListNode<Waiter> node;
        lock (_gate)
        {
            if (_depth > 0 && _chain == chain && maxDepth > 1)
            {
                return _depth < maxDepth && ++_depth > 0 ? Entry.Reentered : Entry.TooDeep;
            }
            if (_closing)
            {
                return Entry.Closing;
            }
            if (_depth == 0)
            {
                (_depth, _chain) = (1, chain);
                return Entry.Entered;
            }
            node = _waiting.AddLast(new Waiter(chain, new(TaskCreationOptions.RunContinuationsAsynchronously)));
        }
        await using var registration = cancellationToken.UnsafeRegister(_ => Withdraw(node, cancellationToken), null);
        return await node.Value.Entered.Task;
    }

    public void Leave()
    {
        lock (_gate)
        {
            if (--_depth > 0)
            {
                return;
            }
            _chain = null;
            if (_closing)
            {
                _quiet.TrySetResult();
                return;
            }
            if (_waiting.First is { } next)
            {
                _waiting.RemoveFirst();
                (_depth, _chain) = (1, next.Value.Chain);
                next.Value.Entered.SetResult(Entry.Entered);
            }
        }
    }

    /// <summary>Lets nobody in any more and sends those who wait away; ends when the running turn has.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _closing = true;
            foreach (var waiter in _waiting)
            {
                waiter.Entered.TrySetResult(Entry.Closing);
            }
            _waiting.Clear();
            if (_depth == 0)
            {
                _quiet.TrySetResult();
            }
        }
        return _quiet.Task;
    }

    /// <summary>Closes only if no turn is running or waiting.</summary>
    public bool TryCloseIdle()
    {
        lock (_gate)
        {
            if (_closing || _depth > 0)
            {
                return false;
            }
            _closing = true;
            _quiet.TrySetResult();
            return true;
        }
    }

    private void Withdraw(LinkedListNode<Waiter> node, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (node.List is not null)
            {
                _waiting.Remove(node);
                node.Value.Entered.TrySetCanceled(cancellationToken);
            }
        }
    }
}
