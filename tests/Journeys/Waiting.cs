namespace OpenClaw.Journeys;

/// <summary>Waits for what happens behind the scenes: asks until it is so or the deadline passes, and keeps the last answer.</summary>
public static class Waiting
{
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(45);

    public static async Task<(bool Held, T Last)> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> holds, CancellationToken cancellationToken)
    {
        var deadline = TimeProvider.System.GetUtcNow() + Patience;
        while (true)
        {
            var last = await ask();
            if (holds(last))
            {
                return (true, last);
            }

            if (TimeProvider.System.GetUtcNow() > deadline)
            {
                return (false, last);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(250), cancellationToken);
        }
    }
}
