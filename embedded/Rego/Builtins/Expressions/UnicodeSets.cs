using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace OpenClaw.Rego.Builtins.Expressions;

/// <summary>Sets of characters by Unicode's names, and which characters are one another's other case.</summary>
internal static class UnicodeSets
{
    private const int LastCased = 0x1F000;
    private static readonly ConcurrentDictionary<string, RuneSet?> Known = new(StringComparer.Ordinal);
    private static readonly Lazy<Dictionary<string, string>> Scripts = new(ReadScripts);
    private static readonly Lazy<Dictionary<int, int[]>> Cases = new(FindCases);

    /// <summary>Characters that belong to a case pair although no plain mapping leads from the pair to them.</summary>
    private static readonly int[][] Strays = [['K', 'k', 0x212A], ['S', 's', 0x17F], [0xC5, 0xE5, 0x212B], [0x398, 0x3B8, 0x3D1, 0x3F4], [0x3A9, 0x3C9, 0x2126], [0xDF, 0x1E9E]];

    private static readonly Dictionary<string, UnicodeCategory[]> Categories = new(StringComparer.Ordinal)
    {
        ["Lu"] = [UnicodeCategory.UppercaseLetter],
        ["Ll"] = [UnicodeCategory.LowercaseLetter],
        ["Lt"] = [UnicodeCategory.TitlecaseLetter],
        ["Lm"] = [UnicodeCategory.ModifierLetter],
        ["Lo"] = [UnicodeCategory.OtherLetter],
        ["Mn"] = [UnicodeCategory.NonSpacingMark],
        ["Mc"] = [UnicodeCategory.SpacingCombiningMark],
        ["Me"] = [UnicodeCategory.EnclosingMark],
        ["Nd"] = [UnicodeCategory.DecimalDigitNumber],
        ["Nl"] = [UnicodeCategory.LetterNumber],
        ["No"] = [UnicodeCategory.OtherNumber],
        ["Pc"] = [UnicodeCategory.ConnectorPunctuation],
        ["Pd"] = [UnicodeCategory.DashPunctuation],
        ["Ps"] = [UnicodeCategory.OpenPunctuation],
        ["Pe"] = [UnicodeCategory.ClosePunctuation],
        ["Pi"] = [UnicodeCategory.InitialQuotePunctuation],
        ["Pf"] = [UnicodeCategory.FinalQuotePunctuation],
        ["Po"] = [UnicodeCategory.OtherPunctuation],
        ["Sm"] = [UnicodeCategory.MathSymbol],
        ["Sc"] = [UnicodeCategory.CurrencySymbol],
        ["Sk"] = [UnicodeCategory.ModifierSymbol],
        ["So"] = [UnicodeCategory.OtherSymbol],
        ["Zs"] = [UnicodeCategory.SpaceSeparator],
        ["Zl"] = [UnicodeCategory.LineSeparator],
        ["Zp"] = [UnicodeCategory.ParagraphSeparator],
        ["Cc"] = [UnicodeCategory.Control],
        ["Cf"] = [UnicodeCategory.Format],
        ["Cs"] = [UnicodeCategory.Surrogate],
        ["Co"] = [UnicodeCategory.PrivateUse],
    };

    /// <summary>A script, a general category, a class of categories by its first letter, or <c>Any</c>; null when unknown.</summary>
    public static RuneSet? Find(string name) => Known.GetOrAdd(name, Build);

    /// <summary>The set with the other cases of all its members.</summary>
    public static RuneSet Fold(RuneSet set)
    {
        var added = Cases.Value.Where(pair => set.Contains(pair.Key)).SelectMany(pair => pair.Value).Select(rune => (rune, rune));
        return RuneSet.Of(set.Ranges.Concat(added));
    }

    public static RuneSet Fold(int rune) => RuneSet.Of(Cases.Value.GetValueOrDefault(rune, []).Append(rune).Select(member => (member, member)));

    private static RuneSet? Build(string name)
    {
        if (name == "Any")
        {
            return RuneSet.All;
        }

        if (Scripts.Value.TryGetValue(name, out var ranges))
        {
            return RuneSet.Of(ranges.Split(',').Select(Range));
        }

        var wanted = Categories.Where(pair => pair.Key == name || (name.Length == 1 && pair.Key[0] == name[0])).SelectMany(pair => pair.Value).ToHashSet();
        return wanted.Count == 0 ? null : RuneSet.Of(Enumerable.Range(0, RuneSet.Max + 1).Where(rune => wanted.Contains(CharUnicodeInfo.GetUnicodeCategory(rune))).Select(rune => (rune, rune)));
    }

    private static (int, int) Range(string text)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var from = int.Parse(dash < 0 ? text : text.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return (from, dash < 0 ? from : int.Parse(text.AsSpan(dash + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
    }

    private static Dictionary<string, string> ReadScripts()
    {
        using var stream = typeof(UnicodeSets).Assembly.GetManifestResourceStream("OpenClaw.Rego.Builtins.Expressions.Scripts.txt")
            ?? throw new InvalidOperationException("the table of scripts is missing");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#')
            .Select(line => line.Split(' ')).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
    }

    private static Dictionary<int, int[]> FindCases()
    {
        var groups = new Dictionary<int, HashSet<int>>();
        for (var code = 0; code < LastCased; code++)
        {
            if (!Rune.IsValid(code))
            {
                continue;
            }

            var upper = Rune.ToUpperInvariant(new Rune(code));
            var lower = Rune.ToLowerInvariant(upper);
            if (upper.Value != code || lower.Value != code)
            {
                Join(groups, [code, upper.Value, lower.Value]);
            }
        }

        Array.ForEach(Strays, stray => Join(groups, stray));
        return groups.ToDictionary(pair => pair.Key, pair => pair.Value.Where(member => member != pair.Key).ToArray());
    }

    private static void Join(Dictionary<int, HashSet<int>> groups, int[] runes)
    {
        var all = runes.SelectMany(rune => groups.GetValueOrDefault(rune, [])).Concat(runes).ToHashSet();
        foreach (var rune in all)
        {
            groups[rune] = all;
        }
    }
}
