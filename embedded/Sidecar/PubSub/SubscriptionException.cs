namespace OpenClaw.Sidecar.PubSub;

/// <summary>A subscription's settings are wrong for its component: trying again cannot help.</summary>
internal sealed class SubscriptionException(string message) : Exception(message);
