using System.Globalization;

namespace OpenClaw.Opa.Cli;

/// <summary>A parsed command line: <c>--name value</c>, <c>--name=value</c>, <c>-n value</c>, <c>-nvalue</c>, switches, and the rest.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<Flag> _flags;

    private Arguments(IReadOnlyList<Flag> flags) => _flags = flags;

    public List<string> Rest { get; } = [];

    public static Arguments Parse(IReadOnlyList<string> args, params IReadOnlyList<Flag> flags)
    {
        var result = new Arguments(flags);
        for (var i = 0; i < args.Count; i++)
        {
            var arg = args[i];
            if (arg == "--")
            {
                result.Rest.AddRange(args.Skip(i + 1));
                break;
            }

            if (arg.Length < 2 || arg[0] != '-')
            {
                result.Rest.Add(arg);
                continue;
            }

            i += arg[1] == '-' ? result.Long(arg[2..], args, i) : result.Shorts(arg[1..], args, i);
        }

        return result;
    }

    public bool Has(string name) => Last(name) is { } value && bool.TryParse(value, out var on) && on;

    public string? Last(string name) => _values.TryGetValue(name, out var values) ? values[^1] : Find(name).Default;

    public string Text(string name) => Last(name) ?? "";

    public IReadOnlyList<string> All(string name) => _values.TryGetValue(name, out var values) ? values : [];

    public int Number(string name) => int.TryParse(Last(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new UsageException($"invalid argument \"{Last(name)}\" for \"--{name}\" flag");

    /// <summary>A Go duration such as 10s or 1m30s.</summary>
    public TimeSpan Duration(string name) => Rego.Builtins.GoDuration.TryParse(Text(name)) is { } nanoseconds
        ? TimeSpan.FromTicks(nanoseconds / 100)
        : throw new UsageException($"invalid argument \"{Last(name)}\" for \"--{name}\" flag");

    private Flag Find(string name) => _flags.FirstOrDefault(flag => flag.Name == name) ?? throw new UsageException($"unknown flag: --{name}");

    private int Long(string text, IReadOnlyList<string> args, int index)
    {
        var parts = text.Split('=', 2);
        var flag = Find(parts[0]);
        if (parts.Length == 2 || flag.IsSwitch)
        {
            Add(flag, parts.Length == 2 ? parts[1] : "true");
            return 0;
        }

        return Next(flag, "--" + flag.Name, args, index);
    }

    private int Shorts(string text, IReadOnlyList<string> args, int index)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            var flag = _flags.FirstOrDefault(candidate => candidate.Short == letter) ?? throw new UsageException($"unknown shorthand flag: '{letter}' in -{text}");
            if (flag.IsSwitch)
            {
                Add(flag, "true");
                continue;
            }

            if (i + 1 == text.Length)
            {
                return Next(flag, "-" + letter, args, index);
            }

            Add(flag, text[(i + 1)..].TrimStart('='));
            break;
        }

        return 0;
    }

    private int Next(Flag flag, string written, IReadOnlyList<string> args, int index)
    {
        Add(flag, index + 1 < args.Count ? args[index + 1] : throw new UsageException($"flag needs an argument: {written}"));
        return 1;
    }

    private void Add(Flag flag, string value)
    {
        if (!_values.TryGetValue(flag.Name, out var values))
        {
            _values.Add(flag.Name, values = []);
        }

        values.Add(value);
    }
}
