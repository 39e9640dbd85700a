namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>What this process has seen of one trial.</summary>
internal sealed class TrialTally(string tenantId, Guid trialId, string reporter)
{
    /// <summary>Enough to see what kind of decision changes, too few to be a list of what people do.</summary>
    private const int MostExamplesOfAKind = 5;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _changes = new(StringComparer.Ordinal);
    private readonly List<TrialExample> _examples = [];
    private long _decisions;
    private long _errors;
    private long _compared;
    private bool _isReported;

    public void Count(bool isError)
    {
        lock (_lock)
        {
            _decisions++;
            _errors += isError ? 1 : 0;
            _isReported = false;
        }
    }

    public void Compare(TrialExample example, bool isDraftError)
    {
        lock (_lock)
        {
            _compared++;
            _errors += isDraftError ? 1 : 0;
            _isReported = false;
            var words = example.Change.Split('>');
            if (words[0] == words[1])
            {
                return;
            }

            var known = _changes.GetValueOrDefault(example.Change);
            _changes[example.Change] = known + 1;
            if (known < MostExamplesOfAKind)
            {
                _examples.Add(example);
            }
        }
    }

    /// <summary>What there is to say; null when everything was said.</summary>
    public TrialReport? Report()
    {
        lock (_lock)
        {
            return _isReported ? null : new TrialReport(tenantId, trialId, reporter, _decisions, _errors, _compared, new Dictionary<string, long>(_changes), [.. _examples]);
        }
    }

    public void Reported(TrialReport report)
    {
        lock (_lock)
        {
            _isReported = (report.Decisions, report.Errors, report.Compared) == (_decisions, _errors, _compared);
        }
    }
}
