using System.Globalization;
using System.Text;
using System.Text.Json;
using OpenClaw.Transparency;

namespace OpenClaw.Verify;

/// <summary>The signed manifest at the end of an export.</summary>
internal sealed class ExportManifestFile
{
    private const string Header = "openclaw-audit-export/v1";
    private const int Longest = 1 << 20;
    private readonly SignedNote _note;
    private readonly SignedNote _checkpoint;
    private readonly Dictionary<string, string> _values;

    private ExportManifestFile(SignedNote note, SignedNote checkpoint, Checkpoint parsed)
    {
        (_note, _checkpoint, Checkpoint) = (note, checkpoint, parsed);
        _values = note.Text.Split('\n').Skip(1).Where(line => line.Contains(' ', StringComparison.Ordinal))
            .Select(line => line.Split(' ', 2)).DistinctBy(line => line[0]).ToDictionary(line => line[0], line => line[1], StringComparer.Ordinal);
        Start = long.TryParse(this["range"].Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var start) ? start : throw Unreadable();
    }

    public Checkpoint Checkpoint { get; }

    /// <summary>The number from which on entries were looked at.</summary>
    public long Start { get; }

    public string this[string name] => _values.GetValueOrDefault(name, "");

    public static ExportManifestFile Read(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(LastLine(file));
            var manifest = document.RootElement.GetProperty("manifest");
            return SignedNote.Parse(manifest.GetProperty("note").GetString() ?? "") is { } note && note.Text.StartsWith(Header + "\n", StringComparison.Ordinal)
                && SignedNote.Parse(manifest.GetProperty("checkpoint").GetString() ?? "") is { } signed && Checkpoint.Parse(signed.Text) is { } checkpoint
                ? new ExportManifestFile(note, signed, checkpoint)
                : throw Unreadable();
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new UnreadableException("The file does not end with a manifest: it is no export in NDJSON, or not a complete one.");
        }
    }

    /// <summary>Null when manifest and checkpoint belong together and are signed by given keys.</summary>
    public string? Problem(IReadOnlyList<NoteKey> keys)
    {
        bool IsSigned(SignedNote note) => keys.Any(key => key.Name == Checkpoint.Origin && note.IsSignedBy(key));
        return this["log"] != Checkpoint.Origin ? "manifest and checkpoint are of different logs"
            : !IsSigned(_note) ? $"the manifest is not signed by a given key of {Checkpoint.Origin}"
            : !IsSigned(_checkpoint) ? $"the checkpoint is not signed by a given key of {Checkpoint.Origin}"
            : this["range"] != $"{Start.ToString(CultureInfo.InvariantCulture)} {Checkpoint.Size.ToString(CultureInfo.InvariantCulture)}" ? "the manifest's range does not end where the checkpoint does"
            : null;
    }

    /// <summary>Null when the lines are those that the manifest was signed over.</summary>
    public string? Difference(ExportLines lines, string digest) =>
        this["count"] != Text(lines.Given) ? $"{lines.Given} entries are here, {this["count"]} were exported"
        : this["withheld"] != Text(lines.Withheld) ? $"{lines.Withheld} withheld entries are here, {this["withheld"]} were exported"
        : this["root"] != Convert.ToBase64String(lines.Root()) ? "an entry was changed, added, removed or moved after it was exported; --tiles names it"
        : this["digest"] != digest ? "a line between the entries was changed after it was exported"
        : IsWhole(lines) && !Checkpoint.Root.AsSpan().SequenceEqual(lines.Root()) ? "the export is not what the checkpoint sealed"
        : null;

    /// <summary>Whether nothing of the log is left out, so that its root is the checkpoint's.</summary>
    public bool IsWhole(ExportLines lines) => Start == 0 && !lines.HasGaps && this["filter"] == "{}" && this["missing"] is "" or "0" && lines.Given + lines.Withheld == Checkpoint.Size;

    private static UnreadableException Unreadable() => new("The manifest cannot be read.");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string LastLine(string file)
    {
        using var stream = File.OpenRead(file);
        var length = (int)Math.Min(stream.Length, Longest);
        stream.Seek(-length, SeekOrigin.End);
        var tail = new byte[length];
        stream.ReadExactly(tail);
        var text = Encoding.UTF8.GetString(tail).TrimEnd('\n');
        return text[(text.LastIndexOf('\n') + 1)..];
    }
}
