using OpenTelemetry.Trace;

namespace OpenClaw.ServiceDefaults.Telemetry;

/// <summary>Keeps probes out of the traces; everything else follows its parent and is kept when it has none.</summary>
internal sealed class HealthRequestSampler : Sampler
{
    private readonly ParentBasedSampler _inner = new(new AlwaysOnSampler());

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        if (samplingParameters.Tags is not null)
        {
            foreach (var tag in samplingParameters.Tags)
            {
                if (tag is { Key: "url.path", Value: string path } && IsProbe(path))
                {
                    return new SamplingResult(SamplingDecision.Drop);
                }
            }
        }

        return _inner.ShouldSample(samplingParameters);
    }

    private static bool IsProbe(string path) =>
        path.StartsWith("/health", StringComparison.Ordinal) || path.StartsWith("/alive", StringComparison.Ordinal);
}
