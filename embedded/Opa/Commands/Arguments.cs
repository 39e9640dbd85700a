namespace OpenClaw.Opa.Commands;

/// <summary>Flags and operands; a flag's value follows it or an equals sign.</summary>
internal sealed class Arguments
{
    private static readonly HashSet<string> Switches =
        ["server", "s", "fail", "fail-defined", "strict", "S", "v0-compatible", "v1-compatible", "verbose", "v", "strict-builtin-errors", "stdin-input", "I", "pretty", "bundle-mode", "coverage", "c-verbose", "log-decisions"];

    private readonly List<(string Name, string Value)> _flags = [];
    private readonly List<string> _operands = [];

    public Arguments(IEnumerable<string> args)
    {
        var waiting = new Queue<string>(args);
        while (waiting.TryDequeue(out var arg))
        {
            if (!arg.StartsWith('-') || arg == "-")
            {
                _operands.Add(arg);
                continue;
            }

            var name = arg.TrimStart('-');
            var equals = name.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                _flags.Add((name[..equals], name[(equals + 1)..]));
            }
            else if (Switches.Contains(name))
            {
                _flags.Add((name, "true"));
            }
            else
            {
                _flags.Add((name, waiting.TryDequeue(out var value) ? value : throw new UsageException($"flag needs an argument: {arg}")));
            }
        }
    }

    public IReadOnlyList<string> Operands => _operands;

    public IEnumerable<string> All(params string[] names) => _flags.Where(flag => names.Contains(flag.Name)).Select(flag => flag.Value);

    public string? Last(params string[] names) => All(names).LastOrDefault();

    public bool Has(params string[] names) => Last(names) is "true";
}
