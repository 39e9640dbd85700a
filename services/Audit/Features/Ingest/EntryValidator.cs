using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OpenClaw.Audit.Options;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Ingest;

/// <summary>Checks everything the database would refuse, so that one faulty entry cannot fail a commit of many.</summary>
internal sealed class EntryValidator(IOptions<IngestOptions> options, TimeProvider time)
{
    private const int Long = 255;
    private const int MaxReason = 4000;
    private const int MaxTraceId = 64;
    private const int MaxDataItems = 1000;
    private const int MaxDocumentLength = 64 * 1024;
    private const int UuidVersion = 7;

    // The first month a partition may be made for (ensure_partition says the same).
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="sourceService">The app that sent the batch; null when entries of several apps travel together.</param>
    /// <param name="tenantId">The tenant all entries must have; null when they may differ.</param>
    public ValidatedBatch Validate(IReadOnlyList<AuditEntry?> entries, string? sourceService = null, string? tenantId = null)
    {
        var errors = new EntryErrors();
        var valid = new List<StorableEntry>(entries.Count);
        for (var index = 0; index < entries.Count; index++)
        {
            var check = new Check(errors, index);
            if (entries[index] is not { } entry)
            {
                check.Fail("", "is missing");
                continue;
            }

            CheckOrigin(check, entry, sourceService, tenantId);
            CheckMembers(check, entry);
            CheckPhase(check, entry);
            var detail = Document(check, "actionDetail", entry.ActionDetail);
            var data = Document(check, "dataAccessed", CheckData(check, entry.DataAccessed) ? entry.DataAccessed : null);
            if (check.Passed)
            {
                valid.Add(new StorableEntry(entry, detail!, data!));
            }
        }

        return new ValidatedBatch(valid, errors.ToDictionary());
    }

    private static void CheckOrigin(Check check, AuditEntry entry, string? sourceService, string? tenantId)
    {
        check.That(sourceService is null || entry.SourceService == sourceService, "sourceService", "is not the app that sent the batch");
        check.That(tenantId is null || entry.TenantId == tenantId, "tenantId", "is not the tenant of the batch");
    }

    private void CheckMembers(Check check, AuditEntry entry)
    {
        check.That(entry.Id.Version == UuidVersion, "id", "must be a UUID of version 7");
        check.Text("tenantId", entry.TenantId, Long);
        check.Text("userId", entry.UserId, Long);
        check.Text("actorUserId", entry.ActorUserId, Long);
        check.Text("sourceService", entry.SourceService, Long);
        check.Text("action", entry.Action, Long);
        check.Text("policyApplied", entry.PolicyApplied, Long);
        check.Text("requestId", entry.RequestId, Long);
        check.OptionalText("policyVersion", entry.PolicyVersion, Long);
        check.OptionalText("policyReason", entry.PolicyReason ?? "", MaxReason);
        check.OptionalText("modelUsed", entry.ModelUsed, Long);
        check.OptionalText("traceId", entry.TraceId, MaxTraceId);
        check.OptionalText("orgUnit", entry.OrgUnit, Long);
        check.OptionalText("teamId", entry.TeamId, Long);
        check.That(entry.Timestamp >= Earliest, "timestamp", "is before the year 2000");
        check.That(
            entry.Timestamp <= time.GetUtcNow() + options.Value.MaxClockAhead, "timestamp", "is in the future; check the producer's clock");
        check.That(entry.ModelTokens is not { Input: < 0 } and not { Output: < 0 }, "modelTokens", "must not be negative");
    }

    private static void CheckPhase(Check check, AuditEntry entry)
    {
        var isIntent = entry.Phase == AuditPhase.Intent;
        check.That(
            isIntent == (entry.Outcome == AuditOutcome.Pending), "outcome", isIntent ? "of an intent is pending" : "must say what became of the intent");
        check.That(isIntent == entry.IntentId is null, "intentId", isIntent ? "belongs to outcomes only" : "must name the intent");
    }

    private static bool CheckData(Check check, IReadOnlyList<DataAccess>? items)
    {
        if (items is null || items.Count > MaxDataItems)
        {
            check.Fail("dataAccessed", $"must be a list of at most {MaxDataItems} items");
            return false;
        }

        var isValid = items.All(item => item is { Source.Length: > 0 and <= 1024, Purpose.Length: > 0 and <= Long });
        check.That(isValid, "dataAccessed", "needs a source of at most 1024 and a purpose of at most 255 characters in every item");
        return isValid;
    }

    private static byte[]? Document<T>(Check check, string member, T? value)
        where T : class
    {
        if (value is null)
        {
            check.Fail(member, "is missing");
            return null;
        }

        try
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(value, ContractsJson.Options);
            check.NotLonger(member, Encoding.UTF8.GetCharCount(json), MaxDocumentLength);
            check.That(!HoldsNul(json), member, "holds a NUL character");
            return json;
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or JsonException)
        {
            // A lone surrogate shows only when the lazily read text is written.
            check.Fail(member, "holds text that is not valid Unicode");
            return null;
        }
    }

    /// <summary>An escaped NUL; an even number of backslashes before it would only be the text of one.</summary>
    private static bool HoldsNul(ReadOnlySpan<byte> json)
    {
        for (int at; (at = json.IndexOf("\\u0000"u8)) >= 0; json = json[(at + 1)..])
        {
            var backslashes = at - json[..at].LastIndexOfAnyExcept((byte)'\\');
            if (backslashes % 2 == 1)
            {
                return true;
            }
        }

        return false;
    }

    private sealed class Check(EntryErrors errors, int index)
    {
        public bool Passed { get; private set; } = true;

        public void Fail(string member, string message)
        {
            Passed = false;
            errors.Add(index, member, message);
        }

        public void That(bool holds, string member, string message)
        {
            if (!holds)
            {
                Fail(member, message);
            }
        }

        public void NotLonger(string member, int length, int maxLength)
        {
            if (length > maxLength)
            {
                Fail(member, $"is longer than {maxLength} characters");
            }
        }

        public void Text(string member, string? value, int maxLength)
        {
            That(!string.IsNullOrWhiteSpace(value), member, "is missing");
            OptionalText(member, value, maxLength);
        }

        public void OptionalText(string member, string? value, int maxLength)
        {
            NotLonger(member, value?.Length ?? 0, maxLength);
            That(value is null || !value.Contains('\0', StringComparison.Ordinal), member, "holds a NUL character");
        }
    }
}
