namespace OpenClaw.Sidecar.PubSub;

/// <summary>The way of one event to the app: a call of its own, or a stream that the app opened.</summary>
internal interface IEventDelivery
{
    /// <summary>One attempt.</summary>
    /// <param name="path">The route; a stream has one.</param>
    Task<DeliveryResult> PostAsync(
        string path, ReadOnlyMemory<byte> bytes, string pubSubName, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken);
}
