namespace OpenClaw.Sidecar.PubSub;

/// <summary>What became of one attempt to hand a message to the app.</summary>
internal enum Delivery
{
    Success,
    Retry,
    Drop,
}
