using System.Globalization;
using OpenClaw.Transparency;

namespace OpenClaw.Verify;

/// <summary>Witnesses of whom so many must have co-signed: then the log cannot have shown somebody else another one.</summary>
internal sealed record Quorum(IReadOnlyList<NoteKey> Keys, int Needed)
{
    public static Quorum Of(IReadOnlyList<NoteKey> given, string? needed)
    {
        // Whoever is named twice still signs once.
        var keys = given.DistinctBy(key => key.ToString()).ToArray();
        if (keys.FirstOrDefault(key => !key.IsWitness) is { } wrong)
        {
            throw new UnreadableException($"'{wrong}' is no witness's key.");
        }

        var count = needed is null ? keys.Length : int.TryParse(needed, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        return keys.Length == 0 && needed is null || (count >= 1 && count <= keys.Length)
            ? new Quorum(keys, count)
            : throw new UnreadableException($"--quorum is a number from 1 to that of the given witnesses, {keys.Length}.");
    }

    /// <summary>Null when enough of them co-signed the checkpoint.</summary>
    public string? Problem(SignedNote checkpoint)
    {
        var signed = Keys.Count(checkpoint.IsSignedBy);
        return signed >= Needed ? null : string.Create(CultureInfo.InvariantCulture, $"{signed} of the given witnesses co-signed the checkpoint, {Needed} are demanded");
    }

    public override string ToString() => Keys.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" and co-signed by {Needed} or more of {Keys.Count} witnesses");
}
