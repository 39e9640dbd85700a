using System.Text.Json;

namespace OpenClaw.Sidecar.Actors;

/// <summary>What an app says about its actors in <c>GET /dapr/config</c>; missing values have Dapr's defaults.</summary>
internal sealed record ActorSettings(IReadOnlyDictionary<string, ActorTypeSettings> Types)
{
    public static ActorSettings Empty { get; } = new(new Dictionary<string, ActorTypeSettings>());

    public static ActorSettings Read(ReadOnlyMemory<byte> appConfig)
    {
        if (appConfig.IsEmpty)
        {
            return Empty;
        }
        using var document = JsonDocument.Parse(appConfig);
        var root = document.RootElement;
        var common = ActorTypeSettings.Default.With(root);
        var types = Entities(root).ToDictionary(type => type, _ => common, StringComparer.Ordinal);
        if (root.TryGetProperty("entitiesConfig", out var own) && own.ValueKind == JsonValueKind.Array)
        {
            foreach (var entry in own.EnumerateArray())
            {
                foreach (var type in Entities(entry))
                {
                    types[type] = ActorTypeSettings.Default.With(entry);
                }
            }
        }
        return new ActorSettings(types);
    }

    public ActorTypeSettings Of(string type) => Types.TryGetValue(type, out var settings) ? settings : ActorTypeSettings.Default;

    private static string[] Entities(JsonElement element) =>
        element.TryGetProperty("entities", out var entities) && entities.ValueKind == JsonValueKind.Array
            ? [.. entities.EnumerateArray().Select(entity => entity.GetString()!)]
            : [];
}
