using OpenClaw.Contracts;

namespace OpenClaw.Policy.Features.Replay;

/// <summary>Counts, and of each kind of change the first few.</summary>
/// <param name="governed">How many people the draft is for.</param>
internal sealed class ReplayTally(int governed)
{
    private const int MostExamplesOfAKind = 5;
    private const int MostNames = 500;
    private readonly Dictionary<string, int> _skipped = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _changes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _changesFromNow = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _affected = new(StringComparer.Ordinal);
    private readonly List<ReplayExample> _examples = [];
    private int _replayed;
    private int _same;

    public void Skip(string reason) => _skipped[reason] = _skipped.GetValueOrDefault(reason) + 1;

    public void Count(AuditEntry entry, string recorded, string now, string draft, string draftReason)
    {
        _replayed++;
        if (now != draft)
        {
            _changesFromNow[$"{now}>{draft}"] = _changesFromNow.GetValueOrDefault($"{now}>{draft}") + 1;
            _affected.Add(entry.UserId);
        }

        if (recorded == draft)
        {
            _same++;
            return;
        }

        var change = $"{recorded}>{draft}";
        var known = _changes.GetValueOrDefault(change);
        _changes[change] = known + 1;
        if (known < MostExamplesOfAKind)
        {
            _examples.Add(new ReplayExample(entry.Id, entry.Timestamp, entry.UserId, entry.Action, entry.DataClassification, change, entry.PolicyReason, draftReason));
        }
    }

    public ReplayAnswer Answer(DateTimeOffset from, DateTimeOffset to, string? next) => new(
        from, to, _replayed + _skipped.Values.Sum(), _replayed, _same, _skipped, _changes, _changesFromNow,
        new ReplayPeople(governed, _affected.Count, [.. _affected.Take(MostNames)]), _examples, next is null, next);
}
