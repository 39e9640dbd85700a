using System.Text.Json;
using OpenClaw.Transparency;

namespace OpenClaw.Verify;

/// <summary>
/// Whether a file of entries is the log that checkpoints signed. Reads the file once and keeps a frontier only, so its
/// length does not matter.
/// </summary>
internal static class LogCheck
{
    public static async Task<int> RunAsync(Arguments arguments, TextWriter output)
    {
        if (Trusted(arguments, output) is not { } checkpoints)
        {
            return Verdict.Refuted;
        }

        var tiles = arguments.Tiles is { } folder ? new TileFolder(folder) : null;
        var (frontier, good) = (new Frontier(), 0L);
        var pending = new Queue<Checkpoint>(checkpoints);
        await using var file = new FileStream(arguments.File, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        await foreach (var line in Lines.ReadAsync(file))
        {
            var leaf = MerkleHash.Leaf(line.Span);
            if (tiles?.LeafOf(frontier.Size) is { } expected && !expected.Span.SequenceEqual(leaf))
            {
                output.WriteLine($"NOT VERIFIED: entry {frontier.Size} ({IdOf(line)}) is not the one that was sealed there");
                return Verdict.Refuted;
            }

            frontier.Append(leaf);
            while (pending.TryPeek(out var next) && next.Size == frontier.Size)
            {
                if (!next.Root.AsSpan().SequenceEqual(frontier.Root()))
                {
                    output.WriteLine($"NOT VERIFIED: an entry between {good} and {next.Size - 1} was changed, removed, added or moved after it was sealed");
                    return Verdict.Refuted;
                }

                good = next.Size;
                pending.Dequeue();
            }
        }

        if (pending.TryPeek(out var missing))
        {
            output.WriteLine($"NOT VERIFIED: entry {frontier.Size} is missing; {missing.Origin} was signed with {missing.Size} entries");
            return Verdict.Refuted;
        }

        output.WriteLine($"verified: {good} entries of {checkpoints[^1].Origin} are what was signed{arguments.Witnesses}{(frontier.Size > good ? $"; {frontier.Size - good} newer ones are covered by no given checkpoint" : "")}");
        return Verdict.Verified;
    }

    /// <summary>The checkpoints by size; null when one is not signed by a given key or not by the witnesses.</summary>
    private static List<Checkpoint>? Trusted(Arguments arguments, TextWriter output)
    {
        var trusted = new List<Checkpoint>();
        foreach (var file in arguments.Checkpoints.Count > 0 ? arguments.Checkpoints : throw new UnreadableException("At least one --checkpoint is needed."))
        {
            if (SignedNote.Parse(File.ReadAllText(file)) is not { } note || Checkpoint.Parse(note.Text) is not { } checkpoint)
            {
                throw new UnreadableException($"{file} is no checkpoint.");
            }

            if (!arguments.Keys.Any(key => key.Name == checkpoint.Origin && note.IsSignedBy(key)))
            {
                output.WriteLine($"NOT VERIFIED: {file} is not signed by a given key of {checkpoint.Origin}");
                return null;
            }

            if (arguments.Witnesses.Problem(note) is { } problem)
            {
                output.WriteLine($"NOT VERIFIED: {file}: {problem}");
                return null;
            }

            trusted.Add(checkpoint);
        }

        return trusted.DistinctBy(checkpoint => checkpoint.Origin).Count() == 1
            ? [.. trusted.OrderBy(checkpoint => checkpoint.Size)]
            : throw new UnreadableException("The checkpoints are those of different logs.");
    }

    public static string IdOf(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var entry = JsonDocument.Parse(line);
            return entry.RootElement.TryGetProperty("id", out var id) ? $"id {id}" : "without id";
        }
        catch (JsonException)
        {
            return "unreadable";
        }
    }
}
