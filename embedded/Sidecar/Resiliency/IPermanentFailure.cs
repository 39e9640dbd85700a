namespace OpenClaw.Sidecar.Resiliency;

/// <summary>Marks exceptions that no retry can change.</summary>
internal interface IPermanentFailure;
