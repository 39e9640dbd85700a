using System.Collections.Concurrent;

namespace OpenClaw.Dapr.Tests.Actors;

/// <summary>What the actors of all replicas did, as an outside observer saw it.</summary>
public sealed class Ledger
{
    private readonly ConcurrentDictionary<string, int> _running = new();

    public ConcurrentQueue<(string Actor, string What, string Host)> Entries { get; } = new();

    /// <summary>Actors that were inside two turns at once.</summary>
    public ConcurrentBag<string> Overlaps { get; } = [];

    public void Write(string actor, string what, string host) => Entries.Enqueue((actor, what, host));

    public int Count(string actor, string what) => Entries.Count(entry => entry.Actor == actor && entry.What == what);

    public IDisposable Turn(string actor)
    {
        if (_running.AddOrUpdate(actor, 1, static (_, count) => count + 1) > 1)
        {
            Overlaps.Add(actor);
        }

        return new EndOfTurn(() => _running.AddOrUpdate(actor, 0, static (_, count) => count - 1));
    }

    private sealed class EndOfTurn(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
