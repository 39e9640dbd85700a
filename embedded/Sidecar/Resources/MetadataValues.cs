using System.Buffers;
using System.Globalization;

namespace OpenClaw.Sidecar.Resources;

/// <summary>Booleans, numbers and durations as component metadata spell them.</summary>
internal static class MetadataValues
{
    private static readonly SearchValues<char> Number = SearchValues.Create("0123456789.");

    public static bool IsTrue(string? text) =>
        text?.ToUpperInvariant() is "TRUE" or "1" or "Y" or "YES" or "ON" or "T";

    /// <summary>Go durations (<c>1h30m</c>, <c>250ms</c>, <c>-1s</c>); a bare integer counts <paramref name="bareUnit"/>.</summary>
    public static TimeSpan? Duration(string? text, TimeSpan bareUnit)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }
        text = text.Trim();
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var bare))
        {
            return bareUnit * bare;
        }
        var rest = text.AsSpan();
        var sign = 1;
        if (rest[0] is '-' or '+')
        {
            sign = rest[0] == '-' ? -1 : 1;
            rest = rest[1..];
        }
        var total = TimeSpan.Zero;
        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExcept(Number);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }
            rest = rest[digits..];
            var unitLength = rest.IndexOfAny(Number);
            var unit = unitLength < 0 ? rest : rest[..unitLength];
            if (Unit(unit) is not { } size)
            {
                return null;
            }
            total += size * number;
            rest = rest[unit.Length..];
        }
        return sign * total;
    }

    private static TimeSpan? Unit(ReadOnlySpan<char> unit) => unit switch
    {
        "h" => TimeSpan.FromHours(1),
        "m" => TimeSpan.FromMinutes(1),
        "s" => TimeSpan.FromSeconds(1),
        "ms" => TimeSpan.FromMilliseconds(1),
        "us" or "µs" => TimeSpan.FromMicroseconds(1),
        "ns" => TimeSpan.FromTicks(1) / 100,
        _ => null,
    };
}
