namespace OpenClaw.Sidecar.Placement;

/// <summary>
/// A table changes in three steps, each acknowledged by every live sidecar before the next begins, so that no two
/// hosts ever act on different tables: lock (start no new actor turn), update (drain what moved away), unlock.
/// </summary>
internal static class PlacementOp
{
    public const string Lock = "lock";
    public const string Update = "update";
    public const string Unlock = "unlock";
    public const string Beat = "beat";
}
