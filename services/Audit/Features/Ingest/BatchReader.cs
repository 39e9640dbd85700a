using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Ingest;

/// <summary>
/// Reads a batch. A good one is read in one go; only when that fails is it read entry by entry, to tell the producer
/// which entry and which member is wrong.
/// </summary>
internal static class BatchReader
{
    private const string EntriesMember = "entries";

    private static readonly string[] Required = [.. ((JsonTypeInfo<AuditEntry>)ContractsJson.Options.GetTypeInfo(typeof(AuditEntry)))
        .Properties.Where(property => property.IsRequired).Select(property => property.Name)];

    /// <returns>The entries, or the errors when it is JSON but no batch; null when it is no JSON at all.</returns>
    public static BatchReading? Read(ReadOnlyMemory<byte> body, int maxEntries)
    {
        try
        {
            var entries = JsonSerializer.Deserialize<AuditBatch>(body.Span, ContractsJson.Options)?.Entries;
            return entries is null or { Count: 0 } ? BatchReading.Faulty(EntriesMember, "must hold at least one entry")
                : entries.Count > maxEntries ? BatchReading.Faulty(EntriesMember, $"holds more than {maxEntries} entries")
                : new BatchReading(entries, new Dictionary<string, string[]>());
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return Explain(body);
        }
    }

    private static BatchReading? Explain(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty(EntriesMember, out var entries)
                || entries.ValueKind != JsonValueKind.Array)
            {
                return BatchReading.Faulty(EntriesMember, "must be a list of entries");
            }

            var errors = new EntryErrors();
            var index = 0;
            foreach (var entry in entries.EnumerateArray())
            {
                Explain(entry, index++, errors);
            }

            return errors.Count > 0
                ? new BatchReading([], errors.ToDictionary())
                : BatchReading.Faulty(EntriesMember, "cannot be read");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Explain(JsonElement entry, int index, EntryErrors errors)
    {
        if (entry.ValueKind != JsonValueKind.Object)
        {
            errors.Add(index, "", "must be an object");
            return;
        }

        var missing = Required.Where(name => !entry.TryGetProperty(name, out _)).ToArray();
        foreach (var name in missing)
        {
            errors.Add(index, name, "is missing");
        }

        try
        {
            if (missing.Length == 0)
            {
                entry.Deserialize<AuditEntry>(ContractsJson.Options);
            }
        }
        catch (JsonException exception)
        {
            errors.Add(index, (exception.Path ?? "$").TrimStart('$').TrimStart('.'), "has a value that cannot be read");
        }
        catch (InvalidOperationException)
        {
            errors.Add(index, "", "holds text that is not valid Unicode");
        }
    }
}

/// <summary>What was read of a body, or why not.</summary>
internal sealed record BatchReading(IReadOnlyList<AuditEntry?> Entries, IReadOnlyDictionary<string, string[]> Errors)
{
    public static BatchReading Faulty(string member, string message) =>
        new([], new Dictionary<string, string[]> { [member] = [message] });
}
