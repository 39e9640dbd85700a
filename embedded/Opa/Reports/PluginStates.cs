using System.Collections.Concurrent;

namespace OpenClaw.Opa.Reports;

internal enum PluginState
{
    NotReady,
    Ok,
    Error,
    Warn,
}

/// <summary>The states of bundle, decision_logs and status, as health checks and status reports show them.</summary>
internal sealed class PluginStates
{
    private readonly ConcurrentDictionary<string, PluginState> _states = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _activated = new(StringComparer.Ordinal);
    private volatile bool _wereReady;

    public event Action? Changed;

    public IReadOnlyDictionary<string, PluginState> All => _states;

    /// <summary>Every configured bundle was activated once; later failures do not take that back.</summary>
    public bool BundlesActivated => _activated.Values.All(done => done);

    /// <summary>All plugins were OK at some time: a latch, so that later trouble does not take a replica out.</summary>
    public bool WereReady => _wereReady = _wereReady || AllOk([]);

    public bool AllOk(IReadOnlyList<string> excluded) =>
        _states.All(pair => pair.Value == PluginState.Ok || excluded.Contains(pair.Key));

    public void Set(string name, PluginState state)
    {
        if (!_states.TryGetValue(name, out var before) || before != state)
        {
            _states[name] = state;
            _ = WereReady;
            Changed?.Invoke();
        }
    }

    public void Expect(string bundle) => _activated.TryAdd(bundle, false);

    public void Activated(string bundle)
    {
        _activated[bundle] = true;
        if (BundlesActivated)
        {
            Set("bundle", PluginState.Ok);
        }
    }

    public static string Word(PluginState state) => state switch
    {
        PluginState.Ok => "OK",
        PluginState.Error => "ERROR",
        PluginState.Warn => "WARN",
        _ => "NOT_READY",
    };
}
