using System.Collections.Concurrent;

namespace OpenClaw.Connector.Features.Reads;

/// <summary>Remembers per connection until when the vendor wants to be left alone.</summary>
internal sealed class RateGate(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _closedUntil = new(StringComparer.Ordinal);

    public bool IsClosed(string connectionId) =>
        _closedUntil.TryGetValue(connectionId, out var until) && until > time.GetUtcNow();

    public void Close(string connectionId, DateTimeOffset until) =>
        _closedUntil.AddOrUpdate(connectionId, until, (_, earlier) => earlier > until ? earlier : until);
}
