namespace OpenClaw.Sidecar.Resources;

/// <summary><c>tracing</c>: how much is sampled and where spans go.</summary>
internal sealed record TracingSettings
{
    public double SamplingRate { get; init; } = 1;
    public bool Stdout { get; init; }
    public string? ZipkinEndpoint { get; init; }
    public string? OtelEndpoint { get; init; }
    public bool OtelOverGrpc { get; init; }
    public bool OtelIsSecure { get; init; } = true;
    public string? OtelHeaders { get; init; }
    public TimeSpan? OtelTimeout { get; init; }
}
