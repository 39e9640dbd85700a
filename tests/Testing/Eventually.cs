using System.Diagnostics;

namespace OpenClaw.Testing;

/// <summary>Waits for a condition instead of sleeping; says what was last seen when the deadline passes.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Polls until <paramref name="condition"/> holds; exceptions of the condition count as "not yet".</summary>
    /// <exception cref="TimeoutException">The deadline passed.</exception>
    public static async Task AsyncTrue(
        Func<CancellationToken, Task<bool>> condition,
        TimeSpan deadline,
        string promise,
        Func<string>? lastSeen = null,
        CancellationToken cancellationToken = default)
    {
        var clock = Stopwatch.StartNew();
        Exception? failure = null;
        while (clock.Elapsed < deadline)
        {
            try
            {
                failure = null;
                if (await condition(cancellationToken))
                {
                    return;
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                failure = exception;
            }

            await Task.Delay(Pause, cancellationToken);
        }

        throw new TimeoutException(
            $"Not within {deadline.TotalSeconds:0.#} s: {promise}. Last seen: {lastSeen?.Invoke() ?? failure?.Message ?? "condition is false"}",
            failure);
    }

    /// <summary>Polls a condition that needs no awaiting.</summary>
    /// <exception cref="TimeoutException">The deadline passed.</exception>
    public static Task True(Func<bool> condition, TimeSpan deadline, string promise, Func<string>? lastSeen = null) =>
        AsyncTrue(_ => Task.FromResult(condition()), deadline, promise, lastSeen);

    /// <summary>Repeats assertions until they hold; 30 s, more than a busy machine needs, is the end of patience.</summary>
    /// <exception cref="TimeoutException">The deadline passed; the message holds the last failure.</exception>
    public static Task AssertAsync(Func<Task> assertions, CancellationToken cancellationToken = default) => AsyncTrue(
        async _ =>
        {
            await assertions();
            return true;
        },
        TimeSpan.FromSeconds(30),
        "the assertions hold",
        cancellationToken: cancellationToken);
}
