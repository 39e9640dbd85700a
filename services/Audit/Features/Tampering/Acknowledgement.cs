using System.Globalization;
using System.Text.Json;
using OpenClaw.Transparency;

namespace OpenClaw.Audit.Features.Tampering;

/// <summary>
/// The text an acknowledgement signs. Signed, because whoever owns the database could write one; the first line keeps it
/// from ever being taken for a checkpoint.
/// </summary>
internal static class Acknowledgement
{
    private const string Header = "openclaw-audit-acknowledgement/v1";

    public static string TextOf(string log, Evidence evidence, string by, string reason, DateTimeOffset at) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Header}\nlog {log}\nevidence {evidence.Id}\nby {JsonSerializer.Serialize(by)}\nat {at:O}\nreason {JsonSerializer.Serialize(reason)}\n");

    /// <summary>Whether the note acknowledges this evidence under one of the keys.</summary>
    public static bool Covers(string? note, string log, Guid evidence, IEnumerable<NoteKey> keys) =>
        note is not null && SignedNote.Parse(note) is { } signed
        && signed.Text.StartsWith($"{Header}\nlog {log}\nevidence {evidence}\n", StringComparison.Ordinal)
        && keys.Any(signed.IsSignedBy);
}
