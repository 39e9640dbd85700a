using System.Globalization;

namespace OpenClaw.Faults.HotReload;

/// <summary>What was seen.</summary>
/// <param name="Spread">Seconds from the moment a change was begun to be written to the moment the last replica decided by it.</param>
/// <param name="Mixed">Answers whose two fields belong to different versions, or differ from another answer of the same version.</param>
/// <param name="Errors">Requests for decisions that got no answer.</param>
public sealed record HotReloadOutcome(
    IReadOnlyList<double> Spread, int Replicas, int Decisions, int Versions, IReadOnlyList<string> Mixed, IReadOnlyList<string> Errors, int OpenSockets)
{
    public double At(double percentile)
    {
        var sorted = Spread.Order().ToList();
        return sorted.Count == 0 ? double.NaN : sorted[Math.Min(sorted.Count - 1, (int)Math.Ceiling(sorted.Count * percentile / 100) - 1)];
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Spread.Count} changes, {Replicas} replicas, {OpenSockets} open pages, {Decisions} decisions of {Versions} versions, {Errors.Count} without an answer\n"
        + $"last replica: P50 {At(50) * 1000:0} ms, P95 {At(95) * 1000:0} ms, P99 {At(99) * 1000:0} ms, worst {At(100) * 1000:0} ms\n"
        + $"mixtures of versions: {Mixed.Count}");
}
