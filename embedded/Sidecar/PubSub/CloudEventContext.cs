namespace OpenClaw.Sidecar.PubSub;

/// <summary>What the envelope says about the publish call.</summary>
internal sealed record CloudEventContext(
    string PubSubName,
    string Topic,
    string Source,
    string? TraceParent,
    string? TraceState,
    IReadOnlyDictionary<string, string> Metadata,
    DateTimeOffset Now)
{
    public string? Override(string field) => Metadata.GetValueOrDefault("cloudevent." + field) is { Length: > 0 } value ? value : null;
}
