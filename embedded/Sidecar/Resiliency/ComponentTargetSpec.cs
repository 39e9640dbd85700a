namespace OpenClaw.Sidecar.Resiliency;

internal sealed record ComponentTargetSpec(TargetSpec? Inbound, TargetSpec? Outbound);
