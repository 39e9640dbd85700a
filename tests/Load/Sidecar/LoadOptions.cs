using System.Globalization;

namespace OpenClaw.Sidecar.Load;

/// <summary>How long and how hard.</summary>
/// <param name="Rate">Requests a second of the open model; the rate of the goals.</param>
/// <param name="Seconds">Of each measurement, after its warm-up.</param>
/// <param name="Runs">Baseline and calls through the sidecar take turns this often; the table shows the run with the median p99.</param>
/// <param name="Only">Parts to run: latency, payload, replicas, maximum, start; empty for all.</param>
internal sealed record LoadOptions(int Rate = 1000, double Seconds = 20, int Runs = 3, int Starts = 20, string Only = "")
{
    public bool Wants(string part) => Only.Length == 0 || Only.Split(',').Contains(part);

    public static LoadOptions Parse(string[] args)
    {
        var options = new LoadOptions();
        for (var at = 0; at < args.Length; at++)
        {
            options = (args[at], at + 1 < args.Length ? args[at + 1] : null) switch
            {
                ("--short", _) => options with { Seconds = 5, Runs = 1, Starts = 5 },
                ("--rate", { } value) when Skip(ref at) => options with { Rate = int.Parse(value, CultureInfo.InvariantCulture) },
                ("--seconds", { } value) when Skip(ref at) => options with { Seconds = double.Parse(value, CultureInfo.InvariantCulture) },
                ("--runs", { } value) when Skip(ref at) => options with { Runs = int.Parse(value, CultureInfo.InvariantCulture) },
                ("--starts", { } value) when Skip(ref at) => options with { Starts = int.Parse(value, CultureInfo.InvariantCulture) },
                ("--only", { } value) when Skip(ref at) => options with { Only = value },
                _ => throw new ArgumentException($"unknown argument {args[at]}; known: --short --rate N --seconds S --runs N --starts N --only latency,payload,replicas,maximum,start"),
            };
        }
        return options;
    }

    private static bool Skip(ref int at)
    {
        at++;
        return true;
    }
}
