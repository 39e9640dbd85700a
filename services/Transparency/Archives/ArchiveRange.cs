using System.Globalization;

namespace OpenClaw.Transparency.Archives;

/// <summary>Numbers of entries from one to another, both included.</summary>
public sealed record ArchiveRange(long From, long To)
{
    /// <summary>Whether the number lies in it.</summary>
    public bool Contains(long number) => number >= From && number <= To;

    /// <summary>Such as <c>17-400</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{From}-{To}");

    /// <summary>Adds the number that follows all others.</summary>
    public static void Append(IList<ArchiveRange> ranges, long number)
    {
        if (ranges.Count > 0 && ranges[^1].To == number - 1)
        {
            ranges[^1] = ranges[^1] with { To = number };
        }
        else
        {
            ranges.Add(new ArchiveRange(number, number));
        }
    }

    internal static ArchiveRange? Parse(string text) =>
        text.Split('-') is [var from, var to]
        && long.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
        && long.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
        && first <= last
            ? new ArchiveRange(first, last)
            : null;
}
