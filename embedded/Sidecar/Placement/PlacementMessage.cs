namespace OpenClaw.Sidecar.Placement;

/// <summary>One line from the placement service to a sidecar.</summary>
internal sealed record PlacementMessage(string Op, long Version, IReadOnlyList<HostRecord>? Hosts = null);
