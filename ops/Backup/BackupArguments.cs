using System.Globalization;

namespace OpenClaw.Backup;

/// <summary>The command makes no sense.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The command could not be done.</summary>
internal sealed class BackupException(string message) : Exception(message);

/// <summary>What was asked for.</summary>
internal sealed record BackupArguments(string Command, IReadOnlyDictionary<string, string> Values)
{
    private const int DefaultDays = 30;
    private static readonly string[] Names = ["--connection", "--folder", "--data", "--until", "--keep-days", "--bin"];

    public string Connection => Needed("--connection");

    public string Folder => Path.GetFullPath(Needed("--folder"));

    public string Data => Path.GetFullPath(Needed("--data"));

    public string? Bin => Values.GetValueOrDefault("--bin");

    public DateTimeOffset? Until => Values.TryGetValue("--until", out var text)
        ? DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : throw new UsageException($"'{text}' is no time.")
        : null;

    public int KeepDays => Values.TryGetValue("--keep-days", out var text)
        ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days > 0 ? days : throw new UsageException("--keep-days is a number above 0.")
        : DefaultDays;

    public static BackupArguments Parse(string[] args)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 1; i < args.Length; i += 2)
        {
            values[Names.Contains(args[i]) ? args[i] : throw new UsageException($"There is no option '{args[i]}'; --help lists them.")] =
                i + 1 < args.Length ? args[i + 1] : throw new UsageException($"{args[i]} needs a value.");
        }

        return new BackupArguments(args[0], values);
    }

    private string Needed(string name) => Values.TryGetValue(name, out var value) ? value : throw new UsageException($"{name} is needed.");
}
