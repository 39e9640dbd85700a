using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using OpenClaw.Audit.Features.Ingest;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Tests.Http;

/// <summary>Stored entries are counted by what they are, each once, and without a word about whose they are (spec/audit.md 12).</summary>
public sealed class EntryMetricsTests
{
    [Fact]
    public async Task StoredEntries_AreCountedOnce_ByClosedSetsOfWords()
    {
        var counted = new ConcurrentBag<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, subscriber) =>
        {
            if (instrument is { Meter.Name: "OpenClaw.Audit", Name: "openclaw.audit.entries" })
            {
                subscriber.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => counted.Add($"{value} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}"));
        listener.Start();
        var (read, sent) = (A.Intent("acme"), A.Intent("acme") with { ActionType = AuditActionType.ToolInvocation });
        StorableEntry[] first = [.. new[] { read, A.OutcomeOf(read), sent, A.OutcomeOf(sent, AuditOutcome.Denied), A.Intent("globex") }.Select(Storable)];
        var (one, again) = (new PendingAppend(first), new PendingAppend(first));
        HashSet<EntryKey> fresh = [.. first.Select(entry => entry.Key)];

        one.Succeed(fresh);
        again.Succeed(fresh);

        Assert.Equal((new AuditBatchAccepted(5, 0), new AuditBatchAccepted(0, 5)), (await one.Completion, await again.Completion));
        Assert.Equal(
            [
                "1 action_type=data_access outcome=success",
                "1 action_type=tool_invocation outcome=denied",
                "1 action_type=tool_invocation outcome=pending",
                "2 action_type=data_access outcome=pending",
            ],
            counted.Order(StringComparer.Ordinal));
    }

    private static StorableEntry Storable(AuditEntry entry) => new(entry, [.. "{}"u8], [.. "[]"u8]);
}
