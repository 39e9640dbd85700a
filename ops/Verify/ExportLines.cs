using System.Text;
using System.Text.Json;
using OpenClaw.Transparency;

namespace OpenClaw.Verify;

/// <summary>Counts an export's lines and computes the tree over its leaves.</summary>
internal sealed class ExportLines(long start)
{
    private static readonly byte[] EntryStart = Encoding.UTF8.GetBytes("{\"id\":");
    private readonly Frontier _tree = new();
    private long _next = start;

    public long Given { get; private set; }

    public long Withheld { get; private set; }

    /// <summary>Whether numbers were left out.</summary>
    public bool HasGaps { get; private set; }

    /// <summary>The number of the last leaf.</summary>
    public long Number => _next - 1;

    public byte[] Root() => _tree.Root();

    /// <summary>The line's leaf; null when it is no entry.</summary>
    public byte[]? Take(ReadOnlyMemory<byte> line)
    {
        if (line.Span.StartsWith(EntryStart))
        {
            Given++;
            return Append(MerkleHash.Leaf(line.Span));
        }

        try
        {
            using var other = JsonDocument.Parse(line);
            if (other.RootElement.TryGetProperty("withheld", out var withheld))
            {
                Withheld++;
                return Append(withheld.GetBytesFromBase64());
            }

            if (other.RootElement.TryGetProperty("at", out var at))
            {
                HasGaps = true;
                _next = at.GetInt64();
                return null;
            }

            return other.RootElement.TryGetProperty("progress", out _) ? null : throw Unknown();
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            throw Unknown();
        }
    }

    private byte[] Append(byte[] leaf)
    {
        _tree.Append(leaf);
        _next++;
        return leaf;
    }

    private UnreadableException Unknown() => new($"After entry {Number} comes a line that is none of an export.");
}
