namespace OpenClaw.Rego.Builtins.Expressions;

/// <summary>A set of code points as sorted, disjoint ranges.</summary>
internal sealed class RuneSet
{
    public const int Max = 0x10FFFF;

    private RuneSet((int From, int To)[] ranges) => Ranges = ranges;

    public static RuneSet All { get; } = new([(0, Max)]);

    public static RuneSet NotNewline { get; } = Of(('\n', '\n')).Negate();

    public (int From, int To)[] Ranges { get; }

    public static RuneSet Of(params IEnumerable<(int From, int To)> ranges)
    {
        var merged = new List<(int From, int To)>();
        foreach (var range in ranges.OrderBy(range => range.From))
        {
            if (merged.Count > 0 && range.From <= merged[^1].To + 1)
            {
                merged[^1] = (merged[^1].From, Math.Max(merged[^1].To, range.To));
            }
            else
            {
                merged.Add(range);
            }
        }

        return new([.. merged]);
    }

    public static RuneSet Union(IEnumerable<RuneSet> sets) => Of(sets.SelectMany(set => set.Ranges));

    public RuneSet Negate()
    {
        var rest = new List<(int, int)>();
        var next = 0;
        foreach (var (from, to) in Ranges)
        {
            if (from > next)
            {
                rest.Add((next, from - 1));
            }

            next = to + 1;
        }

        if (next <= Max)
        {
            rest.Add((next, Max));
        }

        return new([.. rest]);
    }

    public bool Contains(int rune)
    {
        var (low, high) = (0, Ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (rune < Ranges[middle].From)
            {
                high = middle - 1;
            }
            else if (rune > Ranges[middle].To)
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }
}
