namespace OpenClaw.Sidecar.PubSub;

/// <param name="Code">The app's status, visible to the retry policy; none for a RETRY answer.</param>
internal readonly record struct DeliveryResult(Delivery Delivery, int? Code, string Reason);
