namespace OpenClaw.Sidecar.PubSub;

/// <summary>The payload cannot be made into a CloudEvent.</summary>
internal sealed class CloudEventException(string message, Exception inner) : Exception(message, inner);
