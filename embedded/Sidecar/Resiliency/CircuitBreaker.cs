namespace OpenClaw.Sidecar.Resiliency;

/// <summary>Closed, open, half-open; on every change the counters start anew and results of older calls are ignored.</summary>
internal sealed class CircuitBreaker(CircuitBreakerPolicy policy, TimeProvider clock)
{
    private enum State
    {
        Closed,
        Open,
        HalfOpen,
    }

    private readonly Lock _gate = new();
    private State _state = State.Closed;
    private BreakerCounts _counts;
    private long _generation;
    private long _since = clock.GetTimestamp();

    /// <summary>Enters a call; the returned ticket goes to <see cref="Leave"/>.</summary>
    /// <exception cref="CircuitOpenException">No call may pass now.</exception>
    public long Enter()
    {
        lock (_gate)
        {
            Refresh();
            if (_state == State.Open || _state == State.HalfOpen && _counts.Requests >= policy.MaxRequests)
            {
                throw new CircuitOpenException();
            }
            _counts.Requests++;
            return _generation;
        }
    }

    public void Leave(long ticket, bool failed)
    {
        lock (_gate)
        {
            Refresh();
            if (ticket != _generation)
            {
                return;
            }
            if (failed)
            {
                Failed();
            }
            else
            {
                Succeeded();
            }
        }
    }

    private void Failed()
    {
        _counts.TotalFailures++;
        _counts.ConsecutiveFailures++;
        _counts.ConsecutiveSuccesses = 0;
        if (_state == State.HalfOpen || _state == State.Closed && policy.Trips(_counts))
        {
            Change(State.Open);
        }
    }

    private void Succeeded()
    {
        _counts.TotalSuccesses++;
        _counts.ConsecutiveSuccesses++;
        _counts.ConsecutiveFailures = 0;
        if (_state == State.HalfOpen && _counts.ConsecutiveSuccesses >= policy.MaxRequests)
        {
            Change(State.Closed);
        }
    }

    private void Refresh()
    {
        var elapsed = clock.GetElapsedTime(_since);
        if (_state == State.Open && elapsed >= policy.Timeout)
        {
            Change(State.HalfOpen);
        }
        else if (_state == State.Closed && policy.Interval > TimeSpan.Zero && elapsed >= policy.Interval)
        {
            Change(State.Closed);
        }
    }

    private void Change(State next)
    {
        _state = next;
        _counts = default;
        _generation++;
        _since = clock.GetTimestamp();
    }
}
