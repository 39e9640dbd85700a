namespace OpenClaw.Faults.Sidecar;

/// <summary>
/// Kills one after the other while the work goes on. The work is cut into one part more than there are victims; it may
/// run at most one part ahead of the kills, so that each of them hits work in progress, however slow a restart is.
/// </summary>
internal sealed class Victims(IReadOnlyList<(string Name, Func<Task> KillAndRestart)> all, int total)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private readonly List<string> _killed = [];
    private volatile int _back;

    /// <summary>Their names once each of them was killed and is back; empty before.</summary>
    public string Killed => _back == all.Count ? string.Join(", ", _killed) : "";

    /// <summary>Waits while this piece of work would be too far ahead.</summary>
    public async Task GateAsync(int number, CancellationToken cancellationToken)
    {
        var part = (int)Math.Min(all.Count, (long)number * (all.Count + 1) / total);
        while (part - 1 > _back)
        {
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <param name="progress">How much of the total is done.</param>
    public async Task RunAsync(Func<int> progress, CancellationToken cancellationToken)
    {
        for (var index = 0; index < all.Count; index++)
        {
            while (progress() < total * (index + 1) / (all.Count + 1))
            {
                await Task.Delay(Pause, cancellationToken);
            }
            _killed.Add(all[index].Name);
            await all[index].KillAndRestart();
            _back = index + 1;
        }
    }
}
