namespace OpenClaw.Sidecar.Placement;

/// <summary>All live sidecars at one version. Every sidecar holds the same hosts in the same order for a version.</summary>
internal sealed record PlacementTable(long Version, IReadOnlyList<HostRecord> Hosts)
{
    public static PlacementTable Empty { get; } = new(0, []);

    public IReadOnlyList<HostRecord> OfApp(string appId, string appNamespace) =>
        [.. Hosts.Where(host => host.AppId == appId && host.Namespace == appNamespace)];

    public IReadOnlyList<HostRecord> OfActorType(string actorType) =>
        [.. Hosts.Where(host => host.ActorTypes.Contains(actorType))];
}
