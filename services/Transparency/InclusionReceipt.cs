using System.Globalization;
using System.Text;

namespace OpenClaw.Transparency;

/// <summary>
/// A proof that a log holds a leaf, in the text form of C2SP tlog-proof: the leaf's index, the hashes of its audit path and
/// the signed checkpoint they lead to.
/// </summary>
public sealed record InclusionReceipt(long Index, IReadOnlyList<byte[]> Path, SignedNote Checkpoint)
{
    private const string Header = "c2sp.org/tlog-proof@v1";

    /// <summary>The proof as text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(Header).Append('\n').Append(CultureInfo.InvariantCulture, $"index {Index}\n");
        foreach (var hash in Path)
        {
            text.Append(Convert.ToBase64String(hash)).Append('\n');
        }

        return text.Append('\n').Append(Checkpoint).ToString();
    }

    /// <summary>Reads a proof; null when it is not one.</summary>
    public static InclusionReceipt? Parse(string text)
    {
        var split = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || SignedNote.Parse(text[(split + 2)..]) is not { } note)
        {
            return null;
        }

        var lines = text[..split].Split('\n');
        if (lines.Length is < 2 or > 66 || lines[0] != Header || !lines[1].StartsWith("index ", StringComparison.Ordinal)
            || !long.TryParse(lines[1].AsSpan("index ".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return null;
        }

        var path = new List<byte[]>();
        foreach (var line in lines.Skip(2))
        {
            var hash = new byte[MerkleHash.Size];
            if (line.Length != 44 || !Convert.TryFromBase64String(line, hash, out var length) || length != hash.Length)
            {
                return null;
            }

            path.Add(hash);
        }

        return new InclusionReceipt(index, path, note);
    }

    /// <summary>Null when the proof holds for these bytes under one of the keys; otherwise what is wrong.</summary>
    public string? Problem(ReadOnlySpan<byte> leaf, IReadOnlyList<NoteKey> keys)
    {
        if (Transparency.Checkpoint.Parse(Checkpoint.Text) is not { } checkpoint)
        {
            return "the checkpoint cannot be read";
        }

        if (!keys.Any(key => key.Name == checkpoint.Origin && Checkpoint.IsSignedBy(key)))
        {
            return $"the checkpoint of {checkpoint.Origin} is not signed by a known key";
        }

        return MerkleProof.VerifyInclusion(Index, checkpoint.Size, MerkleHash.Leaf(leaf), Path, checkpoint.Root)
            ? null
            : $"entry {Index} is not what the checkpoint of {checkpoint.Size} entries holds there";
    }
}
