namespace OpenClaw.Audit.Features.Retention;

/// <summary>Archived lines for somebody who goes through a log's numbers in order; holds a few thousand at a time.</summary>
internal sealed class ArchivedWindow(ArchivedEntries archived, string tenantId)
{
    private const int Width = 2048;
    private readonly Dictionary<long, string> _lines = [];
    private (long From, long To) _held;

    /// <summary>Null when no archive has it either.</summary>
    public async ValueTask<string?> LineAsync(long number, CancellationToken cancellationToken)
    {
        if (number < _held.From || number >= _held.To)
        {
            _held = (number, number + Width);
            _lines.Clear();

            // The catalogue is asked each time: a month may leave while its log is read.
            await foreach (var (found, line) in archived.LinesAsync(await archived.OfAsync(tenantId, cancellationToken), _held.From, _held.To, cancellationToken))
            {
                _lines[found] = line;
            }
        }

        return _lines.GetValueOrDefault(number);
    }
}
