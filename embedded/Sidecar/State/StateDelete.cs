namespace OpenClaw.Sidecar.State;

internal sealed record StateDelete(string Key, string? ETag = null) : IStateChange;
