using System.Diagnostics;
using System.Globalization;
using OpenClaw.Rego.Tests.Fuzz;

namespace OpenClaw.Rego.Conformance;

/// <summary>Runs the fuzzer for a given time, one seed after another, and stops at nothing it finds.</summary>
internal static class FuzzCommand
{
    private const int RoundsPerSeed = 1000;
    private const int MaxReports = 20;

    /// <param name="duration">Such as <c>90s</c>, <c>10m</c> or <c>1h</c>.</param>
    /// <param name="firstSeed">Where to start; a report names the seed that repeats it.</param>
    /// <param name="writer">Receives progress and findings.</param>
    public static int Run(string duration, int firstSeed, TextWriter writer)
    {
        var length = Parse(duration);
        var clock = Stopwatch.StartNew();
        var (rounds, compared, findings, slowest) = (0L, 0L, 0, TimeSpan.Zero);
        var nextReport = TimeSpan.FromMinutes(1);
        for (var seed = firstSeed; clock.Elapsed < length; seed++)
        {
            var fuzzer = new Fuzzer(seed);
            for (var round = 0; round < RoundsPerSeed && clock.Elapsed < length; round++, rounds++)
            {
                if (fuzzer.Round() is { } finding && ++findings <= MaxReports)
                {
                    writer.WriteLine($"FOUND in round {round} of {finding}\n");
                }
            }

            compared += fuzzer.Compared;
            slowest = fuzzer.Slowest > slowest ? fuzzer.Slowest : slowest;
            if (clock.Elapsed > nextReport)
            {
                nextReport += TimeSpan.FromMinutes(1);
                writer.WriteLine(FormattableString.Invariant($"{clock.Elapsed:hh\\:mm\\:ss} seed {seed}: {rounds:N0} texts, {compared:N0} compared, {findings} found"));
            }
        }

        writer.WriteLine(FormattableString.Invariant(
            $"{rounds:N0} texts in {clock.Elapsed:hh\\:mm\\:ss}, {compared:N0} modules compared with the reference, slowest text {slowest.TotalMilliseconds:F0} ms, {findings} found"));
        return findings == 0 ? 0 : 1;
    }

    private static TimeSpan Parse(string duration)
    {
        var number = double.Parse(duration.AsSpan(0, duration.Length - 1), CultureInfo.InvariantCulture);
        return duration[^1] switch
        {
            's' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            _ => throw new FormatException("a duration ends in s, m or h"),
        };
    }
}
