namespace OpenClaw.Sidecar.PubSub;

/// <summary>A message as the broker handed it over.</summary>
internal sealed record ReceivedMessage(string Topic, ReadOnlyMemory<byte> Body, IReadOnlyDictionary<string, string> Metadata);
