using System.Text.Encodings.Web;
using System.Text.Json;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Retention;

/// <summary>Answers for archived lines what the database is asked for its rows: whether scope and filter select the entry.</summary>
/// <param name="scope">With the names of the people in the question.</param>
internal sealed class LineFilter(AuditScope scope, AuditFilter filter)
{
    private readonly IReadOnlyList<string[]> _words = [.. WordsOf(scope, filter)];

    /// <summary>The entry as the log holds it; null when it is not selected.</summary>
    public AuditEntry? Select(string line)
    {
        // Most lines of a month are about somebody else, and looking for a word is much quicker than reading an entry.
        if (!_words.All(words => Array.Exists(words, word => line.Contains(word, StringComparison.Ordinal))))
        {
            return null;
        }

        var entry = JsonSerializer.Deserialize<AuditEntry>(line, ContractsJson.Options)!;
        return scope.Reaches(entry) && Matches(entry) && HoldsText(line) ? entry : null;
    }

    private bool Matches(AuditEntry entry) =>
        !(entry.Timestamp < filter.From) && !(entry.Timestamp > filter.To)
        && IsPerson(filter.UserId, entry.UserId) && IsPerson(filter.Actor, entry.ActorUserId)
        && Is(filter.Action, entry.Action) && Is(filter.PolicyApplied, entry.PolicyApplied) && Is(filter.PolicyVersion, entry.PolicyVersion)
        && Is(filter.RequestId, entry.RequestId) && Is(filter.TraceId, entry.TraceId) && Is(filter.SourceService, entry.SourceService)
        && Is(filter.ModelUsed, entry.ModelUsed) && Is(filter.OrgUnit, entry.OrgUnit) && Is(filter.TeamId, entry.TeamId)
        && Is(filter.ActionType, entry.ActionType) && Is(filter.Phase, entry.Phase) && Is(filter.PolicyResult, entry.PolicyResult)
        && Is(filter.Outcome, entry.Outcome) && Is(filter.DataClassification, entry.DataClassification)
        && (filter.DataSource is not { } source || entry.DataAccessed.Any(item => item.Source.StartsWith(source, StringComparison.Ordinal)))
        && (filter.Tool is not { } tool || entry.Action == tool || entry.ActionDetail["tool"]?.ToString() == tool);

    private static bool Is<T>(T? asked, T? found)
        where T : struct => asked is null || asked.Equals(found);

    private static bool Is(string? asked, string? found) => asked is null || asked == found;

    private bool IsPerson(string? asked, string found) => asked is null || scope.NamesOf(asked).Contains(found);

    private bool HoldsText(string line)
    {
        if (filter.WrittenText is not { } text)
        {
            return true;
        }

        using var document = JsonDocument.Parse(line);
        var detail = document.RootElement.GetProperty("actionDetail").GetRawText();
        return detail.ToLowerInvariant().Contains(text.ToLowerInvariant(), StringComparison.Ordinal);
    }

    /// <summary>A selected line holds one word of each of these.</summary>
    private static IEnumerable<string[]> WordsOf(AuditScope scope, AuditFilter filter)
    {
        if (scope is { IsTenantWide: false, TeamId: null, OrgUnit: null })
        {
            yield return [.. scope.NamesOf(scope.UserId).Select(Written)];
        }

        foreach (var person in new[] { filter.UserId, filter.Actor }.OfType<string>())
        {
            yield return [.. scope.NamesOf(person).Select(Written)];
        }

        foreach (var word in new[] { filter.Action, filter.RequestId, filter.TraceId, filter.Tool }.OfType<string>())
        {
            yield return [Written(word)];
        }
    }

    private static string Written(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
