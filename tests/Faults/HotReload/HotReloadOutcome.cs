using System.Globalization;

namespace OpenClaw.Faults.HotReload;

/// <summary>One change on its way.</summary>
/// <param name="Begun">When the policy service began to write it.</param>
/// <param name="Committed">When it was about to commit it: it was judged and is on record.</param>
/// <param name="First">Since when the first replica decides by it.</param>
/// <param name="Last">Since when the last one does.</param>
public sealed record MeasuredChange(DateTimeOffset Begun, DateTimeOffset Committed, DateTimeOffset First, DateTimeOffset Last);

/// <summary>What was seen.</summary>
/// <param name="Mixed">Answers whose two fields belong to different versions, or differ from another answer of the same version.</param>
/// <param name="Errors">Requests for decisions that got no answer.</param>
public sealed record HotReloadOutcome(
    IReadOnlyList<MeasuredChange> Changes, int Replicas, int Decisions, int Versions, IReadOnlyList<string> Mixed, IReadOnlyList<string> Errors, int OpenSockets)
{
    /// <summary>Seconds from the commit to the last replica.</summary>
    public double At(double percentile) => At(percentile, change => change.Last - change.Committed);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Changes.Count} changes, {Replicas} replicas, {OpenSockets} open pages, {Decisions} decisions of {Versions} versions, {Errors.Count} without an answer\n"
        + $"commit to the last replica:   {Line(change => change.Last - change.Committed)}\n"
        + $"commit to the first replica:  {Line(change => change.First - change.Committed)}\n"
        + $"begin of writing to commit:   {Line(change => change.Committed - change.Begun)}\n"
        + $"begin of writing to the last: {Line(change => change.Last - change.Begun)}\n"
        + $"mixtures of versions: {Mixed.Count}");

    private string Line(Func<MeasuredChange, TimeSpan> part) => string.Create(
        CultureInfo.InvariantCulture,
        $"P50 {At(50, part) * 1000:0} ms, P95 {At(95, part) * 1000:0} ms, P99 {At(99, part) * 1000:0} ms, worst {At(100, part) * 1000:0} ms");

    private double At(double percentile, Func<MeasuredChange, TimeSpan> part)
    {
        var sorted = Changes.Select(change => part(change).TotalSeconds).Order().ToList();
        return sorted.Count == 0 ? double.NaN : Math.Max(0, sorted[Math.Min(sorted.Count - 1, (int)Math.Ceiling(sorted.Count * percentile / 100) - 1)]);
    }
}
