using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace OpenClaw.Rego.Builtins;

/// <summary>Durations such as <c>1h30m</c>, in nanoseconds.</summary>
internal static partial class GoDuration
{
    public static long? TryParse(string text)
    {
        var match = Shape().Match(text);
        if (!match.Success)
        {
            return null;
        }

        if (text.TrimStart('+', '-') == "0")
        {
            return 0;
        }

        var total = BigInteger.Zero;
        for (var i = 0; i < match.Groups[2].Captures.Count; i++)
        {
            var unit = match.Groups[3].Captures[i].Value switch
            {
                "ns" => 1L,
                "us" or "µs" or "μs" => 1_000,
                "ms" => 1_000_000,
                "s" => 1_000_000_000,
                "m" => 60_000_000_000,
                _ => 3_600_000_000_000,
            };
            var number = match.Groups[2].Captures[i].Value;
            total += decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount < 1e15m
                ? new BigInteger(decimal.Truncate(amount * unit))
                : new BigInteger(long.MaxValue) * 2;
        }

        total = match.Groups[1].Value == "-" ? -total : total;
        return total >= long.MinValue && total <= long.MaxValue ? (long)total : null;
    }

    [GeneratedRegex(@"^([+-]?)(?:0|(?:([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
