using System.Globalization;
using System.Text.RegularExpressions;

namespace OpenClaw.Policy.Load;

/// <summary>Processor time a call of this process and of those that it started, by name, as the kernel counts it.</summary>
internal sealed partial class ProcessorTime
{
    private const double TicksPerSecond = 100;
    private const double LeastWorthTelling = 2;
    private readonly Dictionary<string, double> _seconds = new(StringComparer.Ordinal);
    private int _calls;

    public async Task<Latencies> OfAsync(Func<Task<Latencies>> run)
    {
        var before = Read();
        var measured = await run();
        foreach (var (name, seconds) in Read())
        {
            _seconds[name] = _seconds.GetValueOrDefault(name) + seconds - before.GetValueOrDefault(name);
        }

        _calls += measured.Count;
        return measured;
    }

    public override string ToString()
    {
        var micros = _seconds.Select(one => (Name: one.Key, Value: one.Value * 1e6 / _calls)).OrderByDescending(one => one.Value).ToArray();
        return FormattableString.Invariant($"{micros.Sum(one => one.Value):F0}: ") + string.Join(", ", micros
            .Where(one => one.Value >= LeastWorthTelling).Select(one => FormattableString.Invariant($"{one.Name} {one.Value:F0}")));
    }

    private static Dictionary<string, double> Read()
    {
        var processes = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _))
            .Select(id => TryRead(id!)).OfType<Usage>().ToDictionary(one => one.Id);
        return processes.Values.Where(one => IsOurs(one, processes)).GroupBy(NameOf).ToDictionary(group => group.Key, group => group.Sum(one => one.Seconds));
    }

    private static Usage? TryRead(string id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            // The second field is the program's name in parentheses and may hold spaces.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var ticks = fields[11..13].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
            return new Usage(Number(id), Number(fields[1]), stat[(stat.IndexOf('(') + 1)..stat.LastIndexOf(')')], File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' '), ticks / TicksPerSecond);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It ended between the listing and now.
            return null;
        }
    }

    private static bool IsOurs(Usage one, Dictionary<int, Usage> all) =>
        one.Id == Environment.ProcessId || (all.TryGetValue(one.Parent, out var parent) && IsOurs(parent, all));

    private static string NameOf(Usage one) => one.Id == Environment.ProcessId ? "generator"
        : AppId().Match(one.Command) is { Success: true } sidecar ? $"sidecar of {sidecar.Groups[1].Value}"
        : Service().Match(one.Command) is { Success: true } service ? service.Groups[1].Value.ToLowerInvariant()
        : one.Program;

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex("--app-id ([a-z-]+)")]
    private static partial Regex AppId();

    [GeneratedRegex(@"OpenClaw\.(\w+)\.dll")]
    private static partial Regex Service();

    private sealed record Usage(int Id, int Parent, string Program, string Command, double Seconds);
}
