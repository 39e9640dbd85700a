namespace OpenClaw.Sidecar.Placement;

/// <summary>All live sidecars at one version. Every sidecar holds the same hosts in the same order for a version.</summary>
internal sealed record PlacementTable(long Version, IReadOnlyList<HostRecord> Hosts)
{
    public static PlacementTable Empty { get; } = new(0, []);

    /// <summary>Asked on every call between apps, changed seldom: grouped once per table.</summary>
    private readonly Lazy<Dictionary<(string, string), HostRecord[]>> _byApp = new(() =>
        Hosts.GroupBy(host => (host.AppId, host.Namespace)).ToDictionary(group => group.Key, group => group.ToArray()));

    public IReadOnlyList<HostRecord> OfApp(string appId, string appNamespace) => _byApp.Value.GetValueOrDefault((appId, appNamespace), []);

    public IReadOnlyList<HostRecord> OfActorType(string actorType) =>
        [.. Hosts.Where(host => host.ActorTypes.Contains(actorType))];
}
