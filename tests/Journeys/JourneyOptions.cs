namespace OpenClaw.Journeys;

/// <summary>Where the running system is and what is played.</summary>
public sealed record JourneyOptions(Uri Gateway, Uri? Identity, string? Secret, string? DataDirectory, string? RecordedFolder, int Repeat)
{
    public const string Usage =
        "usage: github [--gateway <url>] [--identity <url>] [--data <dir>] [--secret <webhook secret>] [--recorded <folder>] [--repeat <n>]";

    public static Uri DefaultGateway { get; } = new("http://127.0.0.1:8080");

    /// <summary>Reads the command line; null when it cannot be understood.</summary>
    public static JourneyOptions? Parse(IReadOnlyList<string> arguments)
    {
        if (arguments is not ["github", ..] || arguments.Count % 2 == 0)
        {
            return null;
        }

        var options = new JourneyOptions(DefaultGateway, null, null, null, null, 1);
        for (var index = 1; index < arguments.Count; index += 2)
        {
            if (With(options, arguments[index], arguments[index + 1]) is not { } next)
            {
                return null;
            }

            options = next;
        }

        return options;
    }

    private static JourneyOptions? With(JourneyOptions options, string name, string value) => name switch
    {
        "--gateway" when Uri.TryCreate(value, UriKind.Absolute, out var url) => options with { Gateway = url },
        "--identity" when Uri.TryCreate(value, UriKind.Absolute, out var url) => options with { Identity = url },
        "--data" => options with { DataDirectory = value },
        "--secret" => options with { Secret = value },
        "--recorded" => options with { RecordedFolder = value },
        "--repeat" when int.TryParse(value, out var repeat) && repeat is > 0 and <= 100 => options with { Repeat = repeat },
        _ => null,
    };
}
