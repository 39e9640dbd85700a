namespace OpenClaw.Sidecar.PubSub;

/// <summary>What the envelope says about the publish call.</summary>
/// <param name="BrokerExpires">The component has a message TTL of its own; otherwise the envelope carries the end.</param>
internal sealed record CloudEventContext(
    string PubSubName,
    string Topic,
    string Source,
    string? TraceParent,
    string? TraceState,
    IReadOnlyDictionary<string, string> Metadata,
    DateTimeOffset Now,
    bool BrokerExpires)
{
    public string? Override(string field) => Metadata.GetValueOrDefault("cloudevent." + field) is { Length: > 0 } value ? value : null;
}
