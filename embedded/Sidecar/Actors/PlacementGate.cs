namespace OpenClaw.Sidecar.Actors;

/// <summary>Open while the table may be used; closed while it changes, and without a placement stream.</summary>
internal sealed class PlacementGate
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsOpen => _opened.Task.IsCompleted;

    public void Open()
    {
        lock (_gate)
        {
            _opened.TrySetResult();
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            if (_opened.Task.IsCompleted)
            {
                _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    public Task WaitAsync(CancellationToken cancellationToken) => _opened.Task.WaitAsync(cancellationToken);
}
