namespace OpenClaw.Journeys;

/// <summary>What was checked and whether it held; a journey succeeds only if everything did.</summary>
public sealed class JourneyReport(TextWriter output)
{
    private readonly List<string> _failures = [];

    public int Passed { get; private set; }

    public IReadOnlyList<string> Failures => _failures;

    public bool Succeeded => _failures.Count == 0 && Passed > 0;

    public TextWriter Output => output;

    public void Check(string promise, bool held, string? seen = null)
    {
        if (held)
        {
            Passed++;
            output.WriteLine($"  ok    {promise}");
            return;
        }

        var failure = seen is null ? promise : $"{promise}: saw {seen}";
        _failures.Add(failure);
        output.WriteLine($"  FAIL  {failure}");
    }

    public void Title(string text) => output.WriteLine($"\n{text}");

    /// <summary>The last line of a run.</summary>
    public void Summarise() => output.WriteLine($"\n{Passed} passed, {_failures.Count} failed");
}
