using OpenClaw.Transparency;

namespace OpenClaw.Verify;

/// <summary>Input that cannot be read or makes no sense; says nothing about the log.</summary>
internal sealed class UnreadableException(string message) : Exception(message);

/// <summary>The program's exit codes.</summary>
internal static class Verdict
{
    public const int Verified = 0;
    public const int Refuted = 1;
    public const int Unreadable = 2;
}

/// <summary>What was asked for.</summary>
internal sealed record Arguments(string Command, string File, IReadOnlyList<NoteKey> Keys, IReadOnlyList<string> Checkpoints, string? Tiles, Quorum Witnesses)
{
    public static Arguments Parse(string[] args)
    {
        if (args.Length < 2 || args[1].StartsWith("--", StringComparison.Ordinal))
        {
            throw new UnreadableException("A command and a file are needed; --help shows how.");
        }

        var (keys, checkpoints, tiles) = (new List<NoteKey>(), new List<string>(), (string?)null);
        var (witnesses, quorum) = (new List<NoteKey>(), (string?)null);
        for (var i = 2; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : throw new UnreadableException($"{args[i]} needs a value.");
            switch (args[i])
            {
                case "--key":
                    keys.AddRange(KeysOf(value));
                    break;
                case "--witness":
                    witnesses.AddRange(KeysOf(value));
                    break;
                case "--quorum":
                    quorum = value;
                    break;
                case "--checkpoint":
                    checkpoints.Add(value);
                    break;
                case "--tiles":
                    tiles = value;
                    break;
                default:
                    throw new UnreadableException($"There is no option '{args[i]}'; --help lists them.");
            }
        }

        return keys.Count > 0
            ? new Arguments(args[0], args[1], keys, checkpoints, tiles, Quorum.Of(witnesses, quorum))
            : throw new UnreadableException("At least one --key is needed: without a key that you trust nothing can be verified.");
    }

    private static IEnumerable<NoteKey> KeysOf(string value)
    {
        var lines = System.IO.File.Exists(value) ? System.IO.File.ReadAllLines(value) : [value];
        return lines.Where(line => line.Trim().Length > 0).Select(line => NoteKey.Parse(line) ?? throw new UnreadableException($"'{line}' is no public key."));
    }
}
