using System.Globalization;
using System.Text;

namespace OpenClaw.Transparency;

/// <summary>
/// A tile of C2SP tlog-tiles: up to 256 hashes of the tree's level <c>8 * Level</c>, those from <c>256 * Index</c> on.
/// </summary>
public readonly record struct TileId(int Level, long Index)
{
    /// <summary>Hashes of a full tile.</summary>
    public const int Width = 256;

    /// <summary>Levels of the tree that one level of tiles spans.</summary>
    public const int Height = 8;

    /// <summary>Hashes this tile has in a tree of so many leaves; 0 when it does not exist there yet.</summary>
    public int WidthIn(long treeSize)
    {
        var hashes = treeSize >> (Height * Level);
        return (int)Math.Clamp(hashes - (Index * Width), 0, Width);
    }

    /// <summary>The tile's path, such as <c>tile/0/x001/x234/067</c> or <c>tile/1/000.p/5</c> when it is not full.</summary>
    public string ToPath(int width)
    {
        var path = new StringBuilder((Index % 1000).ToString("000", CultureInfo.InvariantCulture));
        for (var rest = Index / 1000; rest > 0; rest /= 1000)
        {
            path.Insert(0, string.Create(CultureInfo.InvariantCulture, $"x{rest % 1000:000}/"));
        }

        var partial = width < Width ? string.Create(CultureInfo.InvariantCulture, $".p/{width}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"tile/{Level}/{path}{partial}");
    }

    /// <summary>Reads what follows <c>tile/</c> of such a path; false when it is not one.</summary>
    public static bool TryParse(string path, out TileId tile, out int width)
    {
        (tile, width) = (default, Width);
        var parts = path.Split('/').ToList();
        if (parts.Count > 2 && parts[^2].EndsWith(".p", StringComparison.Ordinal))
        {
            if (!TryNumber(parts[^1], 3, out var partial) || partial is < 1 or >= Width)
            {
                return false;
            }

            width = (int)partial;
            parts.RemoveAt(parts.Count - 1);
            parts[^1] = parts[^1][..^2];
        }

        if (parts.Count is < 2 or > 7 || !TryNumber(parts[0], 2, out var level) || level > 7)
        {
            return false;
        }

        long index = 0;
        for (var i = 1; i < parts.Count; i++)
        {
            var isLast = i == parts.Count - 1;
            var digits = isLast ? parts[i] : parts[i].TrimStart('x');
            if (digits.Length != 3 || parts[i].Length != (isLast ? 3 : 4) || !TryNumber(digits, 3, out var number))
            {
                return false;
            }

            index = (index * 1000) + number;
        }

        tile = new TileId((int)level, index);
        return true;
    }

    private static bool TryNumber(string text, int digits, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && text.Length <= digits;
}
