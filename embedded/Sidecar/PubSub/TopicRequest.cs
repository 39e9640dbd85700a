namespace OpenClaw.Sidecar.PubSub;

/// <summary>What a component is asked to deliver.</summary>
/// <param name="Topic">The broker's topic, prefix included.</param>
/// <param name="AtOnce">Handlers that must be able to run together: a batch fills only from messages in hand.</param>
internal sealed record TopicRequest(string Topic, IReadOnlyDictionary<string, string> Metadata, int AtOnce = 1)
{
    /// <summary>How long handlers may finish after a stop. Default 2 s: a good part of the sidecar's own five.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(2);
}
