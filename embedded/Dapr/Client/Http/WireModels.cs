using System.Text.Json;

namespace Dapr.Client;

internal sealed record MetadataWire(
    string? Id, List<ActorWire>? Actors, Dictionary<string, string>? Extended, List<ComponentWire>? Components)
{
    public DaprMetadata ToMetadata() => new(
        Id ?? string.Empty,
        [.. (Actors ?? []).Select(actor => new DaprActorMetadata(actor.Type ?? string.Empty, actor.Count))],
        Extended ?? [],
        [.. (Components ?? []).Select(component => new DaprComponentsMetadata(
            component.Name ?? string.Empty, component.Type ?? string.Empty, component.Version ?? string.Empty, component.Capabilities ?? []))]);
}

internal sealed record ActorWire(string? Type, int Count);

internal sealed record ComponentWire(string? Name, string? Type, string? Version, string[]? Capabilities);

internal sealed record BulkStateWire(string Key, JsonElement Data, string? Etag, string? Error);

internal sealed record QueryWire(List<BulkStateWire>? Results, string? Token, Dictionary<string, string>? Metadata);

internal sealed record ConfigurationWire(string? Value, string? Version, Dictionary<string, string>? Metadata)
{
    public ConfigurationItem ToItem() => new(Value ?? string.Empty, Version ?? string.Empty, Metadata ?? []);
}

internal sealed record LockWire(bool Success);

internal sealed record UnlockWire(int Status);

internal sealed record UnsubscribeWire(bool Ok, string? Message);

internal sealed record BulkPublishWire(List<BulkPublishFailureWire>? FailedEntries);

internal sealed record BulkPublishFailureWire(string EntryId, string? Error);
