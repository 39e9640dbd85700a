using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;
using OpenTelemetry;

namespace OpenClaw.ServiceDefaults.Policy.KillSwitches;

/// <summary>
/// The kill switches that are on, and how surely. The age counts from before the list was asked for: what was switched on
/// while the answer travelled is not in it.
/// </summary>
public sealed class KillSwitchList(IKillSwitchSource source, IOptions<KillSwitchOptions> options, TimeProvider time, ILogger<KillSwitchList> logger)
{
    private readonly Lock _gate = new();
    private Task<bool>? _reading;
    private volatile State? _state;
    private bool _isWarned;

    /// <summary>True when the list in memory is young enough to decide with, if need be after reading it now.</summary>
    public ValueTask<bool> ConfirmAsync(CancellationToken cancellationToken) =>
        IsFresh(time.GetTimestamp()) ? ValueTask.FromResult(true) : new ValueTask<bool>(ReadInTimeAsync(time.GetTimestamp(), cancellationToken));

    /// <summary>The kill switch that stops the action, as far as is known here.</summary>
    public ActiveStop? Find(GovernedAction action)
    {
        // Hardly ever is one on; then this is one read and one comparison.
        if (_state is not { ByTenant: { Count: > 0 } byTenant } || !byTenant.TryGetValue(action.TenantId, out var stops))
        {
            return null;
        }

        foreach (var stop in stops)
        {
            if (stop.Covers(action))
            {
                return stop;
            }
        }

        return null;
    }

    /// <summary>Reads now. Whoever asks while a reading is under way shares its answer, however many they are.</summary>
    internal Task<bool> ReadAsync()
    {
        lock (_gate)
        {
            return _reading is { IsCompleted: false } running ? running : _reading = ReadOnceAsync();
        }
    }

    /// <summary>Reads what holds after this call, which a reading that is under way may have missed.</summary>
    internal async Task<bool> ReadAnewAsync()
    {
        if (Volatile.Read(ref _reading) is { IsCompleted: false } running)
        {
            await running;
        }

        return await ReadAsync();
    }

    private bool IsFresh(long asked) => _state is { } state && time.GetElapsedTime(state.AsOf, asked) <= options.Value.MaxAge;

    private async Task<bool> ReadInTimeAsync(long asked, CancellationToken cancellationToken) =>
        await ReadAsync().WaitAsync(cancellationToken) && IsFresh(asked);

    private async Task<bool> ReadOnceAsync()
    {
        // Asked every second by every process: in the traces it would bury what people do.
        using var quiet = SuppressInstrumentationScope.Begin();
        var asOf = time.GetTimestamp();
        try
        {
            using var timeout = new CancellationTokenSource(options.Value.ReadTimeout, time);
            var list = await source.ReadAsync(timeout.Token);
            if (list.Stops.Count != (_state?.Count ?? 0))
            {
                logger.StopsChanged(list.Stops.Count);
            }

            _state = new State(list.Stops.Count, Arrange(list), asOf);
            _isWarned = false;
            return true;
        }
        catch (Exception exception) when (exception is PolicySourceException or OperationCanceledException)
        {
            Warn(exception.Message);
            return false;
        }
    }

    /// <summary>Narrow ones first: who is stopped in person hears of that, not that the team is stopped too.</summary>
    private static Dictionary<string, ActiveStop[]> Arrange(StopList list) => list.Stops
        .GroupBy(stop => stop.TenantId, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.OrderByDescending(stop => stop.Kind).ToArray(), StringComparer.Ordinal);

    /// <summary>Said once per outage, not once per second.</summary>
    private void Warn(string reason)
    {
        if (!_isWarned)
        {
            _isWarned = true;
            logger.StopsUnconfirmed(reason);
        }
    }

    private sealed record State(int Count, IReadOnlyDictionary<string, ActiveStop[]> ByTenant, long AsOf);
}
