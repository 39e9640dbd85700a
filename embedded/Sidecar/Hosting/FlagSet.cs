using System.Globalization;

namespace OpenClaw.Sidecar.Hosting;

/// <summary>Command-line flags as daprd takes them: <c>--name value</c>, <c>--name=value</c>, one or two dashes, bare booleans.</summary>
internal sealed class FlagSet
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    public static FlagSet Parse(ReadOnlySpan<string> args, IReadOnlySet<string> known)
    {
        var flags = new FlagSet();
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith('-'))
            {
                throw new FlagException($"unexpected argument \"{args[i]}\"");
            }
            var text = args[i].TrimStart('-');
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? text : text[..equals];
            if (!known.Contains(name))
            {
                throw new FlagException($"unknown flag: --{name}");
            }
            string value;
            if (equals >= 0)
            {
                value = text[(equals + 1)..];
            }
            else
            {
                value = i + 1 < args.Length && !args[i + 1].StartsWith('-') ? args[++i] : "true";
            }
            if (!flags._values.TryGetValue(name, out var list))
            {
                flags._values[name] = list = [];
            }
            list.Add(value);
        }
        return flags;
    }

    public IReadOnlyList<string> All(string name) =>
        _values.TryGetValue(name, out var list) ? [.. list.SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))] : [];

    public string Text(string name, string fallback) => _values.TryGetValue(name, out var list) ? list[^1] : fallback;

    public string? TextOrNull(string name) => _values.TryGetValue(name, out var list) && list[^1].Length > 0 ? list[^1] : null;

    public bool Bool(string name, bool fallback)
    {
        var text = Text(name, fallback ? "true" : "false");
        return bool.TryParse(text, out var value) ? value : throw new FlagException($"--{name}: \"{text}\" is not a boolean");
    }

    public int Int32(string name, int fallback)
    {
        var text = TextOrNull(name);
        return text is null ? fallback
            : int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value
            : throw new FlagException($"--{name}: \"{text}\" is not a number");
    }
}
