using System.Globalization;

namespace OpenClaw.Policy.Load;

/// <summary>How long and how hard.</summary>
/// <param name="Users">People who ask at once.</param>
/// <param name="Evaluations">Questions of each of them in the closed burst.</param>
/// <param name="Rate">Questions a second of the open model.</param>
/// <param name="Seconds">Length of the open model.</param>
/// <param name="Warmup">Seconds of the open model's rate before anything counts, half of them empty: the hot code is profiled and compiled by then.</param>
/// <param name="Decisions">Decisions measured in process for every action.</param>
/// <param name="Runs">The burst, the open model and their baselines take turns this often; the row of the median P95 counts.</param>
/// <param name="Only">Parts to run: process, burst, open; empty for all.</param>
internal sealed record LoadOptions(
    int Users = 500, int Evaluations = 10, int Rate = 1000, int Seconds = 20, int Warmup = 30, int Decisions = 50_000, int Runs = 3, string Only = "")
{
    private const string Known = "--short --users N --evaluations N --rate N --seconds N --warmup N --decisions N --runs N --only process,burst,open";

    public bool Wants(string part) => Only.Length == 0 || Only.Split(',').Contains(part);

    public static LoadOptions Parse(string[] args)
    {
        var options = new LoadOptions();
        for (var at = 0; at < args.Length; at++)
        {
            if (args[at] == "--short")
            {
                options = options with { Seconds = 5, Warmup = 10, Runs = 1, Decisions = 10_000 };
                continue;
            }

            var value = at + 1 < args.Length ? args[at + 1] : throw new ArgumentException($"{args[at]} needs a value or is unknown; known: {Known}");
            options = options.With(args[at++], value);
        }

        return options;
    }

    private LoadOptions With(string name, string value) => name switch
    {
        "--users" => this with { Users = Number(value) },
        "--evaluations" => this with { Evaluations = Number(value) },
        "--rate" => this with { Rate = Number(value) },
        "--seconds" => this with { Seconds = Number(value) },
        "--warmup" => this with { Warmup = Number(value) },
        "--decisions" => this with { Decisions = Number(value) },
        "--runs" => this with { Runs = Number(value) },
        "--only" => this with { Only = value },
        _ => throw new ArgumentException($"unknown argument {name}; known: {Known}"),
    };

    private static int Number(string value) => int.Parse(value, CultureInfo.InvariantCulture);
}
