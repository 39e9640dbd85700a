namespace OpenClaw.Sidecar.Placement;

/// <summary>One live sidecar: how others reach it and which actor types its app hosts.</summary>
/// <param name="InternalAddress"><c>host:port</c> of the sidecar-to-sidecar listener.</param>
/// <param name="InstanceId">Random per sidecar start; tells a restarted sidecar on the same port from its predecessor.</param>
internal sealed record HostRecord(
    string AppId,
    string Namespace,
    string InternalAddress,
    string InstanceId,
    IReadOnlyList<string> ActorTypes);
