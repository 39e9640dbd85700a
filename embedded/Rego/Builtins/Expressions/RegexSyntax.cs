namespace OpenClaw.Rego.Builtins.Expressions;

/// <summary>
/// Reads patterns in the syntax of RE2 as Go has it, with Go's messages. A pattern such as <c>(?i)^(\p{Greek}+|[[:^digit:]]{2,3}?)\z</c>
/// becomes a tree without flags. This part reads alternatives, repetitions and groups.
/// </summary>
internal sealed partial class RegexSyntax
{
    private const int MaxRepeat = 1000;
    private const int MaxDepth = 1000;

    private readonly string _pattern;
    private readonly List<(string Name, int Index)> _names = [];
    private int _position;
    private int _groups;
    private int _depth;
    private Flags _flags;

    private RegexSyntax(string pattern) => _pattern = pattern;

    [Flags]
    private enum Flags
    {
        None = 0,
        FoldCase = 1,
        MultiLine = 2,
        DotNewline = 4,
        Ungreedy = 8,
    }

    /// <exception cref="FormatException">The pattern is none; the message is Go's.</exception>
    public static RegexTree Read(string pattern)
    {
        var syntax = new RegexSyntax(pattern);
        var node = syntax.Choice();
        if (syntax._position < pattern.Length)
        {
            throw Error("unexpected )", pattern);
        }

        return new RegexTree(node, syntax._groups, syntax._names);
    }

    private static FormatException Error(string problem, string part) => new($"{problem}: `{part}`");

    private bool More => _position < _pattern.Length;

    private char Current => _pattern[_position];

    private RegexNode Choice()
    {
        if (++_depth > MaxDepth)
        {
            throw Error("expression nests too deeply", _pattern);
        }

        var items = new List<RegexNode> { Sequence() };
        while (More && Current == '|')
        {
            _position++;
            items.Add(Sequence());
        }

        _depth--;
        return items.Count == 1 ? items[0] : new ChoiceNode(items);
    }

    private RegexNode Sequence()
    {
        var items = new List<RegexNode>();
        string? lastRepeat = null;
        var repeatEnd = -1;
        while (More && Current is not ('|' or ')'))
        {
            var start = _position;
            if (Repetition() is { } repeat)
            {
                var text = _pattern[start.._position];
                if (repeatEnd == start)
                {
                    throw Error("invalid nested repetition operator", lastRepeat + text);
                }

                if (items.Count == 0)
                {
                    throw Error("missing argument to repetition operator", text);
                }

                items[^1] = Repeat(items[^1], repeat, text);
                (lastRepeat, repeatEnd) = (text, _position);
            }
            else
            {
                Atom(items);
            }
        }

        return items.Count switch { 0 => new EmptyNode(), 1 => items[0], _ => new SequenceNode(items) };
    }

    /// <summary>Reads a repetition operator if there is one.</summary>
    private (int Min, int Max, bool Greedy)? Repetition()
    {
        (int Min, int Max) bounds;
        switch (Current)
        {
            case '*': bounds = (0, -1); break;
            case '+': bounds = (1, -1); break;
            case '?': bounds = (0, 1); break;
            case '{':
                if (Counts() is not { } counts)
                {
                    return null;
                }

                bounds = counts;
                break;
            default: return null;
        }

        _position++;
        var greedy = !_flags.HasFlag(Flags.Ungreedy);
        if (More && Current == '?')
        {
            _position++;
            greedy = !greedy;
        }

        return (bounds.Min, bounds.Max, greedy);
    }

    /// <summary>Leaves the position at the closing brace; braces that hold no counts are literals.</summary>
    private (int, int)? Counts()
    {
        var end = _pattern.IndexOf('}', _position);
        var parts = end < 0 ? [] : _pattern[(_position + 1)..end].Split(',');
        if (parts.Length is 0 or > 2 || !IsCount(parts[0]) || (parts.Length == 2 && parts[1].Length > 0 && !IsCount(parts[1])))
        {
            return null;
        }

        var min = Count(parts[0]);
        var max = parts.Length == 1 ? min : parts[1].Length == 0 ? -1 : Count(parts[1]);
        if (min > MaxRepeat || max > MaxRepeat || (max >= 0 && min > max))
        {
            throw Error("invalid repeat count", _pattern[_position..(end + 1)]);
        }

        _position = end;
        return (min, max);
    }

    private static bool IsCount(string text) => text.Length > 0 && text.All(char.IsAsciiDigit) && (text == "0" || text[0] != '0');

    private static int Count(string text) => text.Length > 4 ? MaxRepeat + 1 : int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static RepeatNode Repeat(RegexNode item, (int Min, int Max, bool Greedy) repeat, string text)
    {
        var node = new RepeatNode(item, repeat.Min, repeat.Max, repeat.Greedy);
        return (repeat.Min >= 2 || repeat.Max >= 2) && !IsWithin(node, MaxRepeat) ? throw Error("invalid repeat count", text) : node;
    }

    /// <summary>Repetitions inside repetitions multiply.</summary>
    private static bool IsWithin(RegexNode node, int limit)
    {
        if (node is RepeatNode { Max: not (0 or 1) } repeat && (repeat.Min >= 2 || repeat.Max >= 2))
        {
            var times = repeat.Max < 0 ? repeat.Min : repeat.Max;
            if (times > limit)
            {
                return false;
            }

            limit /= Math.Max(times, 1);
        }

        return node switch
        {
            RepeatNode inner => IsWithin(inner.Item, limit),
            CaptureNode group => IsWithin(group.Item, limit),
            SequenceNode list => list.Items.All(item => IsWithin(item, limit)),
            ChoiceNode list => list.Items.All(item => IsWithin(item, limit)),
            _ => true,
        };
    }

    private RegexNode Group()
    {
        var start = _position;
        var before = _flags;
        int? index = null;
        if (string.CompareOrdinal(_pattern, _position, "(?", 0, 2) == 0)
        {
            index = NamedGroup() ?? (FlagGroup() ? 0 : -1);
            if (index == -1)
            {
                return new EmptyNode();
            }
        }
        else
        {
            _position++;
            index = ++_groups;
        }

        var item = Choice();
        if (!More)
        {
            throw Error("missing closing )", _pattern);
        }

        _position++;
        _flags = before;
        return index > 0 ? new CaptureNode(item, index.Value) : item;
    }

    private int? NamedGroup()
    {
        var prefix = _pattern.AsSpan(_position).StartsWith("(?P<", StringComparison.Ordinal) ? 4 : _pattern.AsSpan(_position).StartsWith("(?<", StringComparison.Ordinal) ? 3 : 0;
        if (prefix == 0 || (prefix == 3 && _position + 3 < _pattern.Length && _pattern[_position + 3] is '=' or '!'))
        {
            return null;
        }

        var end = _pattern.IndexOf('>', _position);
        if (end < 0)
        {
            throw Error("invalid named capture", _pattern[_position..]);
        }

        var name = _pattern[(_position + prefix)..end];
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            throw Error("invalid named capture", _pattern[_position..(end + 1)]);
        }

        _position = end + 1;
        _names.Add((name, ++_groups));
        return _groups;
    }

    /// <summary>Reads <c>(?flags)</c> or <c>(?flags:</c>; true for the latter, which opens a group.</summary>
    private bool FlagGroup()
    {
        var start = _position;
        _position += 2;
        var (flags, minus, sawFlag) = (_flags, false, false);
        while (More)
        {
            var c = Current;
            _position++;
            var flag = c switch { 'i' => Flags.FoldCase, 'm' => Flags.MultiLine, 's' => Flags.DotNewline, 'U' => Flags.Ungreedy, _ => Flags.None };
            if (flag != Flags.None)
            {
                flags = minus ? flags & ~flag : flags | flag;
                sawFlag = true;
            }
            else if (c == '-' && !minus)
            {
                (minus, sawFlag) = (true, false);
            }
            else if (c is ':' or ')' && (!minus || sawFlag))
            {
                _flags = flags;
                return c == ':';
            }
            else
            {
                throw Error("invalid or unsupported Perl syntax", _pattern[start.._position]);
            }
        }

        throw Error("missing closing )", _pattern);
    }

    private int Rune()
    {
        var rune = System.Text.Rune.TryGetRuneAt(_pattern, _position, out var found) ? found : System.Text.Rune.ReplacementChar;
        _position += rune.Value > 0xFFFF ? 2 : 1;
        return rune.Value;
    }

    private RunesNode Literal(int rune) => new(_flags.HasFlag(Flags.FoldCase) ? UnicodeSets.Fold(rune) : RuneSet.Of((rune, rune)));
}

/// <param name="Groups">How many capturing groups there are.</param>
internal sealed record RegexTree(RegexNode Root, int Groups, IReadOnlyList<(string Name, int Index)> Names);
