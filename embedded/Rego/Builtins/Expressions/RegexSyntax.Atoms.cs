using System.Globalization;

namespace OpenClaw.Rego.Builtins.Expressions;

// This part reads single characters, escapes and classes.
internal sealed partial class RegexSyntax
{
    private static readonly Dictionary<string, (int, int)[]> Posix = new(StringComparer.Ordinal)
    {
        ["alnum"] = [('0', '9'), ('A', 'Z'), ('a', 'z')],
        ["alpha"] = [('A', 'Z'), ('a', 'z')],
        ["ascii"] = [(0, 0x7F)],
        ["blank"] = [('\t', '\t'), (' ', ' ')],
        ["cntrl"] = [(0, 0x1F), (0x7F, 0x7F)],
        ["digit"] = [('0', '9')],
        ["graph"] = [('!', '~')],
        ["lower"] = [('a', 'z')],
        ["print"] = [(' ', '~')],
        ["punct"] = [('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        ["space"] = [('\t', '\r'), (' ', ' ')],
        ["upper"] = [('A', 'Z')],
        ["word"] = [('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
        ["xdigit"] = [('0', '9'), ('A', 'F'), ('a', 'f')],
    };

    private static readonly RuneSet Digits = RuneSet.Of(Posix["digit"]);
    private static readonly RuneSet Spaces = RuneSet.Of([('\t', '\n'), ('\f', '\r'), (' ', ' ')]);
    private static readonly RuneSet WordRunes = RuneSet.Of(Posix["word"]);

    private void Atom(List<RegexNode> items)
    {
        switch (Current)
        {
            case '(':
                items.Add(Group());
                break;
            case '[':
                items.Add(new RunesNode(Class()));
                break;
            case '.':
                _position++;
                items.Add(new RunesNode(_flags.HasFlag(Flags.DotNewline) ? RuneSet.All : RuneSet.NotNewline));
                break;
            case '^':
                _position++;
                items.Add(new AnchorNode(_flags.HasFlag(Flags.MultiLine) ? Anchor.LineStart : Anchor.TextStart));
                break;
            case '$':
                _position++;
                items.Add(new AnchorNode(_flags.HasFlag(Flags.MultiLine) ? Anchor.LineEnd : Anchor.TextEnd));
                break;
            case '\\':
                Escaped(items);
                break;
            default:
                items.Add(Literal(Rune()));
                break;
        }
    }

    private void Escaped(List<RegexNode> items)
    {
        var next = _position + 1 < _pattern.Length ? _pattern[_position + 1] : '\0';
        Anchor? anchor = next switch { 'A' => Anchor.TextStart, 'z' => Anchor.TextEnd, 'b' => Anchor.WordEdge, 'B' => Anchor.NoWordEdge, _ => null };
        if (anchor is not null)
        {
            _position += 2;
            items.Add(new AnchorNode(anchor.Value));
        }
        else if (next == 'Q')
        {
            Quoted(items);
        }
        else
        {
            items.Add(NamedClass() is { } set ? new RunesNode(set) : Literal(Escape()));
        }
    }

    private void Quoted(List<RegexNode> items)
    {
        var end = _pattern.IndexOf("\\E", _position + 2, StringComparison.Ordinal);
        var stop = end < 0 ? _pattern.Length : end;
        for (_position += 2; _position < stop;)
        {
            items.Add(Literal(Rune()));
        }

        _position = end < 0 ? stop : end + 2;
    }

    /// <summary>A class written as an escape, such as <c>\d</c> or <c>\P{Lu}</c>; null when it is another escape.</summary>
    private RuneSet? NamedClass()
    {
        var next = _position + 1 < _pattern.Length ? _pattern[_position + 1] : '\0';
        RuneSet? set = next switch
        {
            'd' or 'D' => Digits,
            's' or 'S' => Spaces,
            'w' or 'W' => Folded(WordRunes),
            _ => null,
        };
        if (set is not null)
        {
            _position += 2;
            return char.IsUpper(next) ? set.Negate() : set;
        }

        return next is 'p' or 'P' ? Property(next == 'P') : null;
    }

    private RuneSet Property(bool negated)
    {
        var start = _position;
        _position += 2;
        if (!More)
        {
            throw Error("invalid character class range", _pattern[start..]);
        }

        var close = Current == '{' ? _pattern.IndexOf('}', _position) : -1;
        if (Current == '{' && close < 0)
        {
            throw Error("invalid character class range", _pattern[start..]);
        }

        var name = close < 0 ? char.ConvertFromUtf32(Rune()) : _pattern[(_position + 1)..close];
        _position = close < 0 ? _position : close + 1;
        if (close >= 0 && name.StartsWith('^'))
        {
            (negated, name) = (!negated, name[1..]);
        }

        var set = UnicodeSets.Find(name) ?? throw Error("invalid character class range", _pattern[start.._position]);
        set = Folded(set);
        return negated ? set.Negate() : set;
    }

    private RuneSet Folded(RuneSet set) => _flags.HasFlag(Flags.FoldCase) ? UnicodeSets.Fold(set) : set;

    /// <summary>One escaped character, inside a class or outside.</summary>
    private int Escape()
    {
        var start = _position++;
        if (!More)
        {
            throw Error("trailing backslash at end of expression", "");
        }

        var c = Rune();
        switch (c)
        {
            case >= '1' and <= '7' when More && Current is >= '0' and <= '7':
            case '0':
                return Octal(c - '0');
            case 'x':
                return Hex(start);
            case 'a': return 7;
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'v': return '\v';
            case < 0x80 when !char.IsAsciiLetterOrDigit((char)c):
                return c;
            default:
                throw Error("invalid escape sequence", _pattern[start.._position]);
        }
    }

    private int Octal(int value)
    {
        for (var i = 0; i < 2 && More && Current is >= '0' and <= '7'; i++)
        {
            value = (value * 8) + (Current - '0');
            _position++;
        }

        return value;
    }

    private int Hex(int start)
    {
        var close = More && Current == '{' ? _pattern.IndexOf('}', _position) : -1;
        var digits = close >= 0 ? _pattern.AsSpan(_position + 1, close - _position - 1) : _pattern.AsSpan(_position, Math.Min(2, _pattern.Length - _position));
        _position = close >= 0 ? close + 1 : _position + digits.Length;
        return (close >= 0 ? digits.Length > 0 : digits.Length == 2) && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rune) && rune is >= 0 and <= RuneSet.Max
            ? rune
            : throw Error("invalid escape sequence", _pattern[start.._position]);
    }

    private RuneSet Class()
    {
        var start = _position++;
        var negated = More && Current == '^';
        _position += negated ? 1 : 0;
        var parts = new List<RuneSet>();
        for (var first = true; !More || Current != ']' || first; first = false)
        {
            if (!More)
            {
                throw Error("missing closing ]", _pattern[start..]);
            }

            parts.Add(Folded(PosixClass() ?? (Current == '\\' ? NamedClass() : null) ?? Range(start)));
        }

        _position++;
        var set = RuneSet.Union(parts);
        return negated ? set.Negate() : set;
    }

    private RuneSet? PosixClass()
    {
        if (!_pattern.AsSpan(_position).StartsWith("[:", StringComparison.Ordinal) || _pattern.IndexOf(":]", _position + 2, StringComparison.Ordinal) is not (>= 0 and var end))
        {
            return null;
        }

        var text = _pattern[_position..(end + 2)];
        var negated = text.Length > 4 && text[2] == '^';
        var name = text[(negated ? 3 : 2)..^2];
        if (!Posix.TryGetValue(name, out var ranges))
        {
            throw Error("invalid character class range", text);
        }

        _position = end + 2;
        var set = RuneSet.Of(ranges);
        return negated ? set.Negate() : set;
    }

    private RuneSet Range(int start)
    {
        var at = _position;
        var from = Current == '\\' ? Escape() : Rune();
        if (_position + 1 >= _pattern.Length || Current != '-' || _pattern[_position + 1] == ']')
        {
            return RuneSet.Of((from, from));
        }

        _position++;
        var to = Current == '\\' ? Escape() : Rune();
        return to >= from ? RuneSet.Of((from, to)) : throw Error("invalid character class range", _pattern[at.._position]);
    }
}
