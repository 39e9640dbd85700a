using System.Globalization;

namespace OpenClaw.Audit.Load;

/// <summary>How long and how much.</summary>
/// <param name="Seconds">Of the sustained run.</param>
/// <param name="Bursts">How often the burst is repeated; the table shows all of them together.</param>
/// <param name="Warmup">Seconds of the burst's own load before it counts: a system that serves so many users is warm.</param>
/// <param name="Rows">In the log that is queried.</param>
/// <param name="Exported">Sealed entries that are exported and verified.</param>
/// <param name="Asked">How often each question is asked.</param>
/// <param name="Only">Parts to run: burst, sustained, replicas, export, query; empty for all.</param>
internal sealed record LoadOptions(int Seconds = 300, int Bursts = 5, int Warmup = 20, int Rows = 10_000_000, int Exported = 1_000_000, int Asked = 60, string Only = "")
{
    private const string Known = "--short --seconds S --bursts N --warmup S --rows N --exported N --asked N --only burst,sustained,replicas,export,query";

    public bool Wants(string part) => Only.Length == 0 || Only.Split(',').Contains(part);

    public static LoadOptions Parse(string[] args)
    {
        var options = new LoadOptions();
        for (var at = 0; at < args.Length; at++)
        {
            if (args[at] == "--short")
            {
                options = options with { Seconds = 15, Bursts = 2, Warmup = 10, Rows = 200_000, Exported = 50_000, Asked = 15 };
                continue;
            }

            var value = at + 1 < args.Length ? args[at + 1] : throw new ArgumentException($"{args[at]} needs a value; known: {Known}");
            options = args[at++] switch
            {
                "--seconds" => options with { Seconds = Number(value) },
                "--bursts" => options with { Bursts = Number(value) },
                "--warmup" => options with { Warmup = Number(value) },
                "--rows" => options with { Rows = Number(value) },
                "--exported" => options with { Exported = Number(value) },
                "--asked" => options with { Asked = Number(value) },
                "--only" => options with { Only = value },
                var other => throw new ArgumentException($"unknown argument {other}; known: {Known}"),
            };
        }

        return options;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
