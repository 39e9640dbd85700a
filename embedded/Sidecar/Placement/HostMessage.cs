namespace OpenClaw.Sidecar.Placement;

/// <summary>One line from a sidecar: its registration (first, and whenever it changes), an acknowledgement, or a heartbeat.</summary>
/// <param name="LastVersion">Newest table this sidecar has acted on; lets a restarted service wait for the others to return.</param>
internal sealed record HostMessage(HostRecord? Host = null, long LastVersion = 0, string? AckOp = null, long AckVersion = 0);
