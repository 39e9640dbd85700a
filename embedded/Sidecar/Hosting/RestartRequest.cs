namespace OpenClaw.Sidecar.Hosting;

/// <summary>Set when the runtime must start anew inside the process.</summary>
internal sealed class RestartRequest
{
    public bool IsSet { get; set; }
}
