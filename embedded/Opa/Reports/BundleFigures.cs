using OpenClaw.Opa.Server;

namespace OpenClaw.Opa.Reports;

/// <summary>What <c>/metrics</c> shows of one bundle. Immutable but for its histogram, which guards itself.</summary>
internal sealed record BundleFigures(
    long Loaded, long Failed, DateTimeOffset? Request, DateTimeOffset? GoodRequest, DateTimeOffset? Download, DateTimeOffset? Activation, Histogram Loading)
{
    /// <summary>A microsecond to half a second, each bucket twice the one before.</summary>
    public static readonly double[] Nanoseconds = [.. Enumerable.Range(0, 20).Select(i => 1000.0 * (1 << i))];
}
