using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace OpenClaw.Opa.Server;

/// <summary>What the pollers have achieved, for health and status.</summary>
internal sealed class BundleStatus
{
    private readonly ConcurrentDictionary<string, JsonObject> _bundles = new(StringComparer.Ordinal);

    public bool AllActivated => _bundles.Values.All(bundle => bundle["last_successful_activation"] is not null);

    public void Expect(string name) => _bundles[name] = new JsonObject { ["name"] = name };

    public void Change(string name, Action<JsonObject> change) => _bundles.AddOrUpdate(name,
        _ => throw new InvalidOperationException($"bundle {name} was not announced"),
        (_, old) =>
        {
            var copy = (JsonObject)old.DeepClone();
            change(copy);
            return copy;
        });

    public JsonObject Report(ServerOptions options) => new()
    {
        ["labels"] = options.Labels(),
        ["bundles"] = new JsonObject(_bundles.Select(bundle => KeyValuePair.Create(bundle.Key, (JsonNode?)bundle.Value.DeepClone()))),
        ["plugins"] = new JsonObject { ["bundle"] = new JsonObject { ["state"] = AllActivated ? "OK" : "NOT_READY" } },
    };
}
