using System.Text.Json;

namespace OpenClaw.Journeys;

/// <summary>Every governed step of a story has exactly one intent and one outcome under the story's request id.</summary>
public sealed class AuditChecks(ProductClient product, string auditor, JourneyReport report)
{
    public async Task RunAsync(string story, string? requestId, IReadOnlyList<string> actions, CancellationToken cancellationToken)
    {
        var (held, entries) = await Waiting.UntilAsync(
            () => EntriesAsync(requestId, cancellationToken),
            entries => Flaw(entries, actions) is null,
            cancellationToken);
        report.Check($"{story}: one intent and one outcome each of {string.Join(", ", actions)} (request {requestId})", held, Flaw(entries, actions));
    }

    /// <summary>All entries of a request id, with every page.</summary>
    public async Task<IReadOnlyList<JsonElement>> EntriesAsync(string? requestId, CancellationToken cancellationToken)
    {
        var entries = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var query = $"/api/v1/audit?requestId={requestId}&limit=500{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}";
            var page = await product.GetAsync(auditor, query, cancellationToken);
            entries.AddRange(page.List("entries", "items"));
            cursor = page.IsSuccess && page.Json().TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        return entries;
    }

    /// <summary>What is wrong with the pairs; null when nothing is.</summary>
    public static string? Flaw(IReadOnlyList<JsonElement> entries, IReadOnlyList<string> actions)
    {
        var intents = entries.Where(entry => Text(entry, "phase") == "intent").ToArray();
        var outcomes = entries.Where(entry => Text(entry, "phase") == "outcome").ToLookup(entry => Text(entry, "intentId"));
        var missing = actions.Except(intents.Select(intent => Text(intent, "action"))).ToArray();
        if (missing.Length > 0)
        {
            return $"no intent of {string.Join(", ", missing)} among {entries.Count} entries";
        }

        var unpaired = intents.Where(intent => outcomes[Text(intent, "id")].Count() != 1).Select(intent => Text(intent, "action")).ToArray();
        return unpaired.Length == 0 ? null : $"not exactly one outcome of {string.Join(", ", unpaired)}";
    }

    private static string? Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
