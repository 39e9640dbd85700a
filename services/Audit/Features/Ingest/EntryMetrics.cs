using System.Diagnostics.Metrics;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Ingest;

/// <summary>Counts what is stored (spec/audit.md 12), each entry once however often it was sent. Closed sets of words only: no company and no person.</summary>
internal static class EntryMetrics
{
    private static readonly Meter Meter = new("OpenClaw.Audit");
    private static readonly Counter<long> Entries = Meter.CreateCounter<long>("openclaw.audit.entries", "{entry}", "Entries that were stored");

    public static void Stored(IEnumerable<StorableEntry> entries)
    {
        if (!Entries.Enabled)
        {
            return;
        }

        foreach (var (kind, count) in entries.CountBy(entry => (entry.Entry.ActionType, entry.Entry.Outcome)))
        {
            Entries.Add(
                count,
                new KeyValuePair<string, object?>("action_type", Words<AuditActionType>.Of(kind.ActionType)),
                new KeyValuePair<string, object?>("outcome", Words<AuditOutcome>.Of(kind.Outcome)));
        }
    }
}
