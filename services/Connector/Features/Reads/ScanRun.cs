using OpenClaw.Connector.Options;
using OpenClaw.Contracts;

namespace OpenClaw.Connector.Features.Reads;

/// <summary>Progress of one scan.</summary>
internal sealed class ScanRun(ReadOrder order, GitHubOptions options)
{
    private readonly Dictionary<string, ConnectorItem> _items = new(StringComparer.Ordinal);
    private ReadCursor _at = order.From;
    private int _pagesLeft = options.MaxPagesPerRead;
    private bool _hasGaps;

    public ReviewBudget Reviews { get; } = new(options.MaxReviewLookups);

    public (ReadTrack Track, int Page)? Current => _at.Track < order.Tracks.Count ? (order.Tracks[_at.Track], _at.Page) : null;

    public bool TryTakePage() => _pagesLeft-- > 0;

    public void Take(PageResult page)
    {
        _hasGaps |= page.Answer.Outcome is GitHubOutcome.NotFound or GitHubOutcome.Forbidden;
        foreach (var item in page.Items)
        {
            _items[item.Id] = item;
        }

        _at = page.NextPage is { } next ? _at with { Page = next } : new ReadCursor(_at.Track + 1, 1);
    }

    public ReadHarvest Finish() => new([.. _items.Values], _hasGaps ? SourceStatus.Partial : SourceStatus.Ok, _hasGaps ? "not_found" : null, null);

    public ReadHarvest Pause() => new([.. _items.Values], SourceStatus.Partial, null, _at);

    /// <summary>Nothing at all is an error; something is partial and can be continued.</summary>
    public ReadHarvest Stop(string errorCode, IEnumerable<ConnectorItem> remembered)
    {
        foreach (var item in remembered)
        {
            _items.TryAdd(item.Id, item);
        }

        return _items.Count == 0 && _at == order.From
            ? new ReadHarvest([], errorCode == "api_unreachable" ? SourceStatus.Unreachable : SourceStatus.Error, errorCode, null)
            : new ReadHarvest([.. _items.Values], SourceStatus.Partial, errorCode, _at);
    }
}
