using System.Collections.Concurrent;
using System.Diagnostics;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>One thing that is asked again and again during an outage, whether or not the last question is answered yet.</summary>
internal sealed class Probe(string name, Func<Task<DoorAnswer>> ask)
{
    private readonly ConcurrentBag<(TimeSpan Asked, TimeSpan Answered, DoorAnswer Answer)> _answers = [];

    public string Name => name;

    public async Task AskAsync(Stopwatch clock)
    {
        var asked = clock.Elapsed;
        var answer = await ask();
        _answers.Add((asked, clock.Elapsed, answer));
    }

    /// <summary>Answers that are neither success nor the one honest refusal.</summary>
    public IReadOnlyList<string> Improper =>
        [.. _answers.Where(one => one.Answer.Status >= 400 && one.Answer is not { Status: 503, Code: not null }).Select(one => $"{name}: {one.Answer}")];

    /// <summary>Until the first good answer to a question that was asked after the moment.</summary>
    public TimeSpan GoodAgainAfter(TimeSpan moment) =>
        _answers.Where(one => one.Asked >= moment && one.Answer.Status < 400).Select(one => one.Answered - moment).DefaultIfEmpty(TimeSpan.MaxValue).Min();

    /// <summary>Age of the last question that was refused: whatever was asked later got its answer.</summary>
    public TimeSpan LastRefusalAfter(TimeSpan moment) =>
        _answers.Where(one => one.Asked >= moment && one.Answer.Status >= 400).Select(one => one.Asked - moment).DefaultIfEmpty(TimeSpan.Zero).Max();

    /// <summary>How many questions in a row were answered well, counted from the last one back.</summary>
    public int GoodInARow(TimeSpan moment) =>
        _answers.Where(one => one.Asked >= moment).OrderByDescending(one => one.Asked).TakeWhile(one => one.Answer.Status < 400).Count();

    public string Describe(TimeSpan moment)
    {
        var after = _answers.Where(one => one.Asked >= moment).ToArray();
        var slowest = after.Select(one => one.Answered - one.Asked).DefaultIfEmpty(TimeSpan.Zero).Max();
        return $"{name}: {after.Length} asked, {after.Count(one => one.Answer.Status >= 400)} refused, good again after {GoodAgainAfter(moment).TotalSeconds:0.0} s, last refusal after {LastRefusalAfter(moment).TotalSeconds:0.0} s, slowest {slowest.TotalSeconds:0.0} s";
    }
}
