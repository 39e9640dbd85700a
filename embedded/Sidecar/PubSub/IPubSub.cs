namespace OpenClaw.Sidecar.PubSub;

/// <summary>A publish/subscribe component.</summary>
internal interface IPubSub : IAsyncDisposable
{
    IReadOnlyList<string> Capabilities { get; }

    /// <summary>Returns when the broker has taken responsibility for the message.</summary>
    Task PublishAsync(string topic, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken);

    /// <summary>Creates what must exist so that messages wait for a subscriber that is not there yet.</summary>
    Task PrepareAsync(string topic, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken);

    /// <summary>Delivers until disposed. Disposing stops taking messages and waits for those in hand.</summary>
    /// <param name="handler">Ends normally to acknowledge, throws to give the message back to the component.</param>
    Task<IAsyncDisposable> SubscribeAsync(TopicRequest request, Func<ReceivedMessage, CancellationToken, Task> handler, CancellationToken cancellationToken);
}
