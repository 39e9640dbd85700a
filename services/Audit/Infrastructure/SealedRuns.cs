using OpenClaw.Audit.Features.Sealing;

namespace OpenClaw.Audit.Infrastructure;

/// <summary>
/// Numbers of entries are kept in runs, rows of <c>audit.sealed_runs</c>, and read through the view <c>audit.sealed_entries</c>.
/// What is said here with the columns of the run keeps the database from unfolding all of them.
/// </summary>
internal static class SealedRuns
{
    // As the table checks.
    private const int Longest = 256;

    /// <summary>The entry with the tenant <c>$1</c> and the id <c>$2</c>, of the view as <c>sealed</c>.</summary>
    public const string One = $"""
        sealed.tenant_id = $1 AND sealed.id = $2 AND sealed.first_at <= {Time} AND sealed.last_at >= {Time} AND sealed.last_at < {Time} + interval '1 minute'
        """;

    /// <summary>The entries of the tenant <c>$1</c> numbered from <c>$2</c> up to <c>$3</c>, of the view as <c>sealed</c>.</summary>
    public static readonly string Range = $"""
        sealed.tenant_id = $1 AND sealed.sequence >= $2 AND sealed.sequence < $3 AND sealed.first_sequence > $2 - {Longest} AND sealed.first_sequence < $3
        """;

    // Not joined: only a value that is known beforehand may search an index of rows that are secured one by one.
    private const string Time = "(SELECT \"timestamp\" FROM audit.entry_ids WHERE tenant_id = $1 AND id = $2)";

    /// <summary>How many of the entries, which are in the order of their time, each run has.</summary>
    public static IEnumerable<int> Cut(IReadOnlyList<UnsealedEntry> entries)
    {
        for (var (start, end) = (0, 1); end <= entries.Count; end++)
        {
            if (end == entries.Count || end - start == Longest || MinuteOf(entries[end]) != MinuteOf(entries[start]))
            {
                yield return end - start;
                start = end;
            }
        }
    }

    private static long MinuteOf(UnsealedEntry entry) => entry.Timestamp.Ticks / TimeSpan.TicksPerMinute;
}
