namespace OpenClaw.Sidecar.Resiliency;

/// <summary>What applies to one call: retry ( circuit breaker ( timeout ( operation ) ) ).</summary>
internal sealed record Policy(RetryPolicy? Retry, CircuitBreaker? Breaker, TimeSpan? Timeout, TimeProvider Clock, PolicyMeter? Meter = null)
{
    public static Policy None { get; } = new(null, null, null, TimeProvider.System);

    public bool IsNone => Retry is null && Breaker is null && Timeout is null;

    /// <param name="judge">How a returned result counts; exceptions are failures without code.</param>
    /// <param name="discard">Frees a failed result that a retry replaces.</param>
    /// <exception cref="OperationCanceledException">It was cancelled before the last attempt that the policy allows.</exception>
    public async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> operation,
        Func<T, Verdict> judge,
        CancellationToken cancellationToken,
        Action<T>? discard = null)
    {
        if (IsNone)
        {
            return await operation(cancellationToken);
        }
        Meter?.Executed(this);
        var started = Clock.GetTimestamp();
        for (var retry = 1; ; retry++)
        {
            try
            {
                var result = await AttemptAsync(operation, judge, cancellationToken);
                var verdict = judge(result);
                if (!verdict.Failed || !MayRetry(retry, started, verdict.Code))
                {
                    return result;
                }
                discard?.Invoke(result);
            }
            catch (Exception error) when (error is not (CircuitOpenException or IPermanentFailure) && MayRetry(retry, started, null))
            {
                // The next attempt follows below.
            }
            // Cut off between two attempts is not a failure: whoever asked must not take it for the last word.
            cancellationToken.ThrowIfCancellationRequested();
            Meter?.Activated("retry");
            await Task.Delay(Retry!.Wait(retry), Clock, cancellationToken);
        }
    }

    public Task RunAsync(Func<CancellationToken, Task> operation, CancellationToken cancellationToken) =>
        RunAsync(
            async attempt =>
            {
                await operation(attempt);
                return true;
            },
            static _ => Verdict.Success,
            cancellationToken);

    private bool MayRetry(int retry, long started, int? code) =>
        Retry is not null && Retry.Allows(retry, Clock.GetElapsedTime(started)) && Retry.Matches(code);

    private async Task<T> AttemptAsync<T>(Func<CancellationToken, Task<T>> operation, Func<T, Verdict> judge, CancellationToken cancellationToken)
    {
        if (Breaker is null)
        {
            return await TimedAsync(operation, cancellationToken);
        }
        var ticket = Enter(Breaker);
        var failed = true;
        try
        {
            var result = await TimedAsync(operation, cancellationToken);
            failed = judge(result).Failed;
            return result;
        }
        finally
        {
            Breaker.Leave(ticket, failed);
        }
    }

    private long Enter(CircuitBreaker breaker)
    {
        try
        {
            return breaker.Enter();
        }
        catch (CircuitOpenException)
        {
            Meter?.Activated("circuitbreaker");
            throw;
        }
    }

    private async Task<T> TimedAsync<T>(Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        if (Timeout is not { } limit)
        {
            return await operation(cancellationToken);
        }
        // Not disposed on success: a streamed answer may still depend on the token; the timer is switched off instead.
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = Clock.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), deadline, limit, System.Threading.Timeout.InfiniteTimeSpan);
        try
        {
            return await operation(deadline.Token);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            Meter?.Activated("timeout");
            throw new TimeoutException($"timeout of {limit.TotalSeconds:0.###} s exceeded", error);
        }
    }
}
