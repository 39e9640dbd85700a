using System.Runtime.CompilerServices;

namespace Dapr.Client;

/// <summary>Configuration changes found by asking again: HTTP has no stream for them.</summary>
internal sealed class PolledConfigurationSource(
    DaprClient client, string storeName, IReadOnlyList<string> keys, IReadOnlyDictionary<string, string>? metadata) : ConfigurationSource
{
    // Often enough for settings that people change, rare enough not to matter to the store.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private string _id = string.Empty;

    public override string Id => _id;

    public override IAsyncEnumerator<IDictionary<string, ConfigurationItem>> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        ChangesAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

    private async IAsyncEnumerable<IDictionary<string, ConfigurationItem>> ChangesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var known = (await client.GetConfiguration(storeName, keys, metadata, cancellationToken)).Items;
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var current = (await client.GetConfiguration(storeName, keys, metadata, cancellationToken)).Items;
            var changed = current.Where(item => !known.TryGetValue(item.Key, out var before) || Differs(before, item.Value)).ToDictionary();
            foreach (var removed in known.Keys.Where(key => !current.ContainsKey(key)))
            {
                changed[removed] = new ConfigurationItem(string.Empty, string.Empty, new Dictionary<string, string>());
            }

            known = current;
            if (changed.Count > 0)
            {
                _id = _id.Length > 0 ? _id : Guid.NewGuid().ToString();
                yield return changed;
            }
        }
    }

    private static bool Differs(ConfigurationItem before, ConfigurationItem now) =>
        before.Value != now.Value || before.Version != now.Version;
}
