namespace OpenClaw.Sidecar.Resources;

internal sealed record BulkSubscribeResource(int MaxMessages, TimeSpan MaxWait);
