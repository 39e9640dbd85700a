using System.Globalization;
using System.Text;

namespace OpenClaw.Rego.Builtins.Expressions;

/// <summary>
/// Writes a tree as a pattern for .NET's non-backtracking engine. That one sees UTF-16 units, so characters above the basic
/// plane become pairs of units, and no unit of a pair is matched alone.
/// </summary>
internal static class NetPattern
{
    private const int Surrogates = 0xD800;
    private const int AfterSurrogates = 0xE000;

    public static string Write(RegexNode node)
    {
        var text = new StringBuilder();
        Write(text, node);
        return text.ToString();
    }

    /// <summary>Whether any part of the tree is as asked.</summary>
    public static bool Any(RegexNode node, Func<RegexNode, bool> asked) => asked(node) || node switch
    {
        SequenceNode list => list.Items.Any(item => Any(item, asked)),
        ChoiceNode list => list.Items.Any(item => Any(item, asked)),
        RepeatNode repeat => Any(repeat.Item, asked),
        CaptureNode group => Any(group.Item, asked),
        _ => false,
    };

    private static void Write(StringBuilder text, RegexNode node)
    {
        switch (node)
        {
            case RunesNode runes:
                Runes(text, runes.Set);
                break;
            case SequenceNode list:
                foreach (var item in list.Items)
                {
                    Write(text, item);
                }

                break;
            case ChoiceNode list:
                text.Append("(?:");
                for (var i = 0; i < list.Items.Count; i++)
                {
                    text.Append(i == 0 ? "" : "|");
                    Write(text, list.Items[i]);
                }

                text.Append(')');
                break;
            case RepeatNode repeat:
                text.Append("(?:");
                Write(text, repeat.Item);
                text.Append(CultureInfo.InvariantCulture, $"){{{repeat.Min},{(repeat.Max < 0 ? "" : repeat.Max)}}}{(repeat.Greedy ? "" : "?")}");
                break;
            case CaptureNode group:
                text.Append('(');
                Write(text, group.Item);
                text.Append(')');
                break;
            case AnchorNode anchor:
                text.Append(anchor.Kind switch
                {
                    Anchor.TextStart => "\\A",
                    Anchor.TextEnd => "\\z",
                    Anchor.LineStart => "(?m:^)",
                    Anchor.LineEnd => "(?m:$)",
                    Anchor.WordEdge => "\\b",
                    _ => "\\B",
                });
                break;
            default:
                break;
        }
    }

    private static void Runes(StringBuilder text, RuneSet set)
    {
        var choices = new List<string>();
        var basic = new StringBuilder();
        foreach (var (from, to) in set.Ranges)
        {
            Units(basic, from, Math.Min(to, Surrogates - 1));
            Units(basic, Math.Max(from, AfterSurrogates), Math.Min(to, 0xFFFF));
            if (to > 0xFFFF)
            {
                Pairs(choices, Math.Max(from, 0x10000), to);
            }
        }

        if (basic.Length > 0)
        {
            choices.Insert(0, $"[{basic}]");
        }

        // An empty class matches nothing.
        text.Append(choices.Count switch { 0 => "[^\\u0000-\\uFFFF]", 1 => choices[0], _ => $"(?:{string.Join('|', choices)})" });
    }

    private static void Units(StringBuilder text, int from, int to)
    {
        if (from <= to)
        {
            text.Append(CultureInfo.InvariantCulture, $"\\u{from:X4}");
            if (to > from)
            {
                text.Append(CultureInfo.InvariantCulture, $"-\\u{to:X4}");
            }
        }
    }

    /// <summary>Ranges above the basic plane: a first unit with some second units, then whole blocks, then a last first unit.</summary>
    private static void Pairs(List<string> choices, int from, int to)
    {
        var (high, low) = Split(from);
        var (lastHigh, lastLow) = Split(to);
        while (high <= lastHigh)
        {
            if (low > 0xDC00 || high == lastHigh)
            {
                choices.Add(Block(high, high, low, high == lastHigh ? lastLow : 0xDFFF));
                high++;
            }
            else
            {
                var whole = lastLow == 0xDFFF ? lastHigh : lastHigh - 1;
                choices.Add(Block(high, whole, 0xDC00, 0xDFFF));
                high = whole + 1;
            }

            low = 0xDC00;
        }
    }

    private static (int High, int Low) Split(int rune) => (0xD800 + ((rune - 0x10000) >> 10), 0xDC00 + ((rune - 0x10000) & 0x3FF));

    private static string Block(int high, int lastHigh, int low, int lastLow) =>
        string.Create(CultureInfo.InvariantCulture, $"[\\u{high:X4}-\\u{lastHigh:X4}][\\u{low:X4}-\\u{lastLow:X4}]");
}
