namespace OpenClaw.Sidecar.PubSub;

/// <summary>The app did not take a message and there is no dead-letter topic: the component's own rules apply.</summary>
internal sealed class DeliveryException(string message) : Exception(message);
