using System.Collections.Concurrent;

namespace OpenClaw.Sidecar.Conformance.PubSub;

/// <summary>One bed per broker, made when the first test asks.</summary>
internal sealed class Beds : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<Bed>>> _all = new();

    public Task<Bed> GetAsync(string key, Func<Task<Bed>> start) => _all.GetOrAdd(key, _ => new Lazy<Task<Bed>>(start)).Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var bed in _all.Values.Where(bed => bed.IsValueCreated && bed.Value.IsCompletedSuccessfully))
        {
            await (await bed.Value).DisposeAsync();
        }
    }
}
