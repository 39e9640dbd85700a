namespace OpenClaw.Opa.Reports;

/// <summary>
/// Events between requests and the upload. Full means wait: the request that made the decision is held until there is room,
/// so that load slows down instead of the log losing lines. A chunk leaves only after the service took it.
/// </summary>
internal sealed class DecisionBuffer(long maxBytes)
{
    private readonly LinkedList<byte[]> _events = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _bytes;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _events.Count;
            }
        }
    }

    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    public async Task AddAsync(byte[] line, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task room;
            lock (_gate)
            {
                if (_events.Count == 0 || _bytes + line.Length <= maxBytes)
                {
                    _events.AddLast(line);
                    _bytes += line.Length;
                    return;
                }

                room = _room.Task;
            }

            await room.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The oldest events up to a size, at least one; they stay until <see cref="Remove"/>.</summary>
    public IReadOnlyList<byte[]> Peek(long size)
    {
        lock (_gate)
        {
            var chunk = new List<byte[]>();
            long total = 0;
            foreach (var line in _events)
            {
                total += line.Length + 1;
                if (chunk.Count > 0 && total > size)
                {
                    break;
                }

                chunk.Add(line);
            }

            return chunk;
        }
    }

    public void Remove(int count)
    {
        TaskCompletionSource room;
        lock (_gate)
        {
            for (var i = 0; i < count; i++)
            {
                _bytes -= _events.First!.Value.Length;
                _events.RemoveFirst();
            }

            (room, _room) = (_room, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        room.TrySetResult();
    }
}
