using System.Globalization;

namespace OpenClaw.Transparency;

/// <summary>The state of a log (C2SP tlog-checkpoint): whose it is, how many leaves it has and its root hash.</summary>
/// <param name="Origin">The log's unique name.</param>
/// <param name="Size">Leaves.</param>
/// <param name="Root">Root hash of RFC 6962.</param>
public sealed record Checkpoint(string Origin, long Size, byte[] Root)
{
    /// <summary>The three lines that are signed.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root)}\n");

    /// <summary>Reads a checkpoint's text; null when it is not one. Further lines are extensions and are ignored.</summary>
    public static Checkpoint? Parse(string text)
    {
        var lines = text.Split('\n');
        if (lines.Length < 4 || lines[0].Length == 0 || lines[^1].Length != 0
            || !long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || lines[1] != size.ToString(CultureInfo.InvariantCulture))
        {
            return null;
        }

        var root = new byte[MerkleHash.Size];
        return Convert.TryFromBase64String(lines[2], root, out var written) && written == root.Length && lines[2].Length == 44
            ? new Checkpoint(lines[0], size, root)
            : null;
    }
}
