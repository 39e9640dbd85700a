using System.Text.Json.Nodes;
using OpenClaw.Contracts;

namespace OpenClaw.Policy.Features.Replay;

/// <summary>Decides recorded decisions again, with a draft in its place.</summary>
/// <param name="Version">The version to try; left out, the latest draft.</param>
/// <param name="Content">Or a document that is not even saved.</param>
/// <param name="Days">How far back; 1 to 90.</param>
/// <param name="Cursor">Goes on where an incomplete answer stopped; the same question otherwise.</param>
public sealed record ReplayRequest(string? Version, JsonNode? Content, int? Days, string? Cursor);

/// <summary>A recorded decision the draft would take differently.</summary>
/// <param name="Change">What was decided, then what the draft decides.</param>
public sealed record ReplayExample(
    Guid EntryId, DateTimeOffset At, string UserId, string Action, Classification DataClassification, string Change, string RecordedReason, string DraftReason);

/// <summary>Whom a draft concerns.</summary>
/// <param name="Governed">People known to belong where the policy holds.</param>
/// <param name="Changed">Those of this answer's entries for whom it decides something otherwise than what is in force now.</param>
/// <param name="Names">Who they are; 500 at most, as many as one deployment serves at once.</param>
public sealed record ReplayPeople(int Governed, int Changed, IReadOnlyList<string> Names);

/// <summary>What a draft makes of recorded decisions.</summary>
/// <param name="Read">Entries looked at in this answer.</param>
/// <param name="Replayed">Of these, the ones that could be decided again.</param>
/// <param name="Skipped">And why the others could not, or need not.</param>
/// <param name="Changes">How many differ from what was decided then: <c>allow&gt;deny</c>.</param>
/// <param name="ChangesFromNow">How many differ from what is in force now; the rest of the changes happened since without the draft.</param>
/// <param name="IsComplete">False when the time of one request was up; ask again with the cursor and add the figures up (people by their names).</param>
public sealed record ReplayAnswer(
    DateTimeOffset From,
    DateTimeOffset To,
    int Read,
    int Replayed,
    int Same,
    IReadOnlyDictionary<string, int> Skipped,
    IReadOnlyDictionary<string, int> Changes,
    IReadOnlyDictionary<string, int> ChangesFromNow,
    ReplayPeople UsersAffected,
    IReadOnlyList<ReplayExample> Examples,
    bool IsComplete,
    string? NextCursor);

/// <summary>A page of the audit log.</summary>
internal sealed record DecisionPage(IReadOnlyList<AuditEntry> Entries, bool HasMore, string? NextCursor);

/// <summary>The recorded decisions.</summary>
internal interface IDecisionLog
{
    /// <exception cref="DecisionLogUnavailableException">The audit service cannot be asked now.</exception>
    Task<DecisionPage> ReadAsync(string tenantId, DateTimeOffset from, DateTimeOffset to, string? cursor, CancellationToken cancellationToken);
}

internal sealed class DecisionLogUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
