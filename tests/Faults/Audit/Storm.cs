using System.Globalization;

namespace OpenClaw.Faults.Audit;

/// <summary>Kills one after the other at fixed times, whether those killed before are back or not.</summary>
internal sealed class Storm(IReadOnlyList<(string Name, Func<Task> KillAndRestart)> victims)
{
    private readonly Task[] _restarts = [.. victims.Select(_ => Task.CompletedTask)];
    private readonly int[] _kills = new int[victims.Count];

    public string Counts => string.Join(", ", victims.Select((victim, index) => string.Create(CultureInfo.InvariantCulture, $"{victim.Name} {_kills[index]}x")));

    public bool HitAll => _kills.All(kills => kills > 0);

    public async Task RunAsync(TimeSpan duration, TimeSpan between)
    {
        using var timer = new PeriodicTimer(between);
        for (var time = TimeSpan.Zero; time < duration && await timer.WaitForNextTickAsync(); time += between)
        {
            // The one that was up longest of those that are up: whoever is still starting cannot be killed twice.
            if (Enumerable.Range(0, victims.Count).Where(index => _restarts[index].IsCompleted).OrderBy(index => _kills[index]).FirstOrDefault(-1) is var next and >= 0)
            {
                await _restarts[next];
                _kills[next]++;
                _restarts[next] = victims[next].KillAndRestart();
            }
        }

        await Task.WhenAll(_restarts);
    }
}
