namespace OpenClaw.Sidecar.Placement;

/// <summary>Where the sidecars of an app are now.</summary>
internal interface INameResolver
{
    PlacementTable Table { get; }

    /// <summary>This sidecar's own registration.</summary>
    HostRecord Self { get; }

    /// <summary>Live sidecars of the app; empty when unknown.</summary>
    IReadOnlyList<HostRecord> Resolve(string appId, string appNamespace);
}
