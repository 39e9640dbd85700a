using System.Collections.Concurrent;
using OpenClaw.Contracts;

namespace OpenClaw.Connector.Features.Reads;

/// <summary>
/// Normalised pages with the tag to ask for changes; also what is shown while the vendor cannot be asked. Holds no raw
/// answers; losing it costs calls, nothing else.
/// </summary>
internal sealed class PageCache
{
    // A few hundred people times a few repositories; beyond that the oldest knowledge goes in one sweep.
    private const int Most = 2_000;
    private readonly ConcurrentDictionary<string, CachedPage> _pages = new(StringComparer.Ordinal);

    public CachedPage? Find(string key) => _pages.GetValueOrDefault(key);

    public void Keep(string key, CachedPage page)
    {
        if (_pages.Count >= Most)
        {
            _pages.Clear();
        }

        _pages[key] = page;
    }
}

/// <param name="ETag">Null when the page depends on more than its own list and must be read anew.</param>
internal sealed record CachedPage(string? ETag, IReadOnlyList<ConnectorItem> Items, int? NextPage);
