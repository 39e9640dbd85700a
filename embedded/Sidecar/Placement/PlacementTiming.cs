namespace OpenClaw.Sidecar.Placement;

/// <summary>The intervals both ends of the placement stream agree on.</summary>
internal static class PlacementTiming
{
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    /// <summary>Three missed beats: a pause of one collection is survived, a dead host is gone quickly.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);

    /// <summary>The first table is not made before this age of the service; sidecars try to return every half second.</summary>
    public static readonly TimeSpan Return = TimeSpan.FromSeconds(1);

    /// <summary>A sidecar gives up its actors after this time without a stream: before anybody else may own them.</summary>
    public static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Longest wait for one acknowledgement. A host that is gone is noticed by its silence; one that still speaks is
    /// draining turns, for which an app may ask half a minute and more.
    /// </summary>
    public static readonly TimeSpan Acknowledge = TimeSpan.FromSeconds(65);
}
