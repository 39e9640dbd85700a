namespace OpenClaw.Sidecar.Resources;

/// <summary>A Subscription document or one entry of the app's <c>GET /dapr/subscribe</c>.</summary>
internal sealed record SubscriptionResource(
    string PubSubName,
    string Topic,
    IReadOnlyList<RouteRuleResource> Rules,
    string? DefaultPath,
    string? DeadLetterTopic,
    IReadOnlyDictionary<string, string> Metadata,
    string Kind)
{
    public const string Declarative = "DECLARATIVE";
    public const string Programmatic = "PROGRAMMATIC";
    public const string Streaming = "STREAMING";

    /// <summary>Set when the app takes many events in one call.</summary>
    public BulkSubscribeResource? Bulk { get; init; }
}
