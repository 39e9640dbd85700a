using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace OpenClaw.Rego.Builtins;

/// <summary>RE2 syntax into .NET's. What RE2 refuses is refused here.</summary>
internal sealed class RegexTranslator(string pattern)
{
    private static readonly Dictionary<string, string> Classes = new(StringComparer.Ordinal)
    {
        ["alnum"] = "0-9A-Za-z",
        ["alpha"] = "A-Za-z",
        ["ascii"] = "\\x00-\\x7F",
        ["blank"] = "\\t ",
        ["cntrl"] = "\\x00-\\x1F\\x7F",
        ["digit"] = "0-9",
        ["graph"] = "!-~",
        ["lower"] = "a-z",
        ["print"] = " -~",
        ["punct"] = "!-/:-@\\[-`{-~",
        ["space"] = "\\t\\n\\v\\f\\r ",
        ["upper"] = "A-Z",
        ["word"] = "0-9A-Za-z_",
        ["xdigit"] = "0-9A-Fa-f",
    };

    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["Greek"] = "\\u0370-\\u03FF\\u1F00-\\u1FFF",
        ["Latin"] = "A-Za-z\\u00AA\\u00BA\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02B8\\u1E00-\\u1EFF",
        ["Cyrillic"] = "\\u0400-\\u052F",
        ["Han"] = "\\u3005\\u3007\\u3400-\\u4DBF\\u4E00-\\u9FFF\\uF900-\\uFAFF",
        ["Hiragana"] = "\\u3041-\\u309F",
        ["Katakana"] = "\\u30A1-\\u30FF",
        ["Arabic"] = "\\u0600-\\u06FF\\u0750-\\u077F",
        ["Hebrew"] = "\\u0591-\\u05F4",
        ["Thai"] = "\\u0E01-\\u0E5B",
        ["Hangul"] = "\\u1100-\\u11FF\\u3131-\\u318E\\uAC00-\\uD7A3",
        ["Devanagari"] = "\\u0900-\\u097F",
    };

    private readonly StringBuilder _result = new();
    private readonly Stack<bool> _multiline = new([false]);
    private int _position;
    private int _groups;

    public Dictionary<string, int> Names { get; } = new(StringComparer.Ordinal);

    public string Translate()
    {
        while (_position < pattern.Length)
        {
            Step();
        }

        return _result.ToString();
    }

    private char At(int offset) => _position + offset < pattern.Length ? pattern[_position + offset] : '\0';

    private void Step()
    {
        var c = pattern[_position];
        switch (c)
        {
            case '\\':
                Escape(inClass: false);
                break;
            case '[':
                Class();
                break;
            case '(':
                Group();
                break;
            case ')':
                if (_multiline.Count == 1)
                {
                    throw new ArgumentException("unexpected ): `" + pattern + "`");
                }

                _multiline.Pop();
                Copy(1);
                break;
            case '$':
                _position++;
                _result.Append(_multiline.Peek() ? "$" : "\\z");
                break;
            case '#' or ' ':
                _position++;
                _result.Append(c);
                break;
            case '{':
                Repetition();
                break;
            default:
                Copy(1);
                break;
        }
    }

    private void Copy(int length)
    {
        _result.Append(pattern, _position, length);
        _position += length;
    }

    /// <summary>RE2 bounds counted repetition; what is no repetition is a literal brace.</summary>
    private void Repetition()
    {
        var match = Regex.Match(pattern[_position..], @"^\{(\d+)(,(\d*))?\}", RegexOptions.NonBacktracking);
        if (!match.Success)
        {
            _position++;
            _result.Append("\\{");
            return;
        }

        if (match.Groups[1].Value.Length > 4 || int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) > 1000
            || (match.Groups[3].Value is { Length: > 0 } upper && (upper.Length > 4 || int.Parse(upper, CultureInfo.InvariantCulture) > 1000)))
        {
            throw new ArgumentException($"invalid repeat count: `{match.Value}`");
        }

        Copy(match.Length);
    }

    private void Group()
    {
        var match = Regex.Match(pattern[_position..], @"^\(\?(?:P?<([A-Za-z_]\w*)>|([a-zA-Z]*)(?:-([a-zA-Z]+))?([:)]))", RegexOptions.NonBacktracking);
        if (At(1) != '?')
        {
            _groups++;
            _multiline.Push(_multiline.Peek());
            Copy(1);
        }
        else if (!match.Success)
        {
            throw new ArgumentException("invalid or unsupported Perl syntax: `" + pattern[_position..Math.Min(pattern.Length, _position + 3)] + "`");
        }
        else if (match.Groups[1].Success)
        {
            // .NET numbers named groups last, RE2 in order: the name is kept here instead.
            Names[match.Groups[1].Value] = ++_groups;
            _multiline.Push(_multiline.Peek());
            _result.Append('(');
            _position += match.Length;
        }
        else
        {
            Flags(match);
        }
    }

    private void Flags(Match match)
    {
        var (on, off) = (match.Groups[2].Value, match.Groups[3].Value);
        if ((on + off).Any(flag => !"imsU".Contains(flag, StringComparison.Ordinal)))
        {
            throw new ArgumentException("invalid or unsupported Perl syntax: `" + match.Value + "`");
        }

        if ((on + off).Contains('U', StringComparison.Ordinal))
        {
            throw new ArgumentException("the ungreedy flag is not supported: `" + match.Value + "`");
        }

        var multiline = on.Contains('m', StringComparison.Ordinal) || (_multiline.Peek() && !off.Contains('m', StringComparison.Ordinal));
        if (match.Groups[4].Value == ":")
        {
            _multiline.Push(multiline);
        }
        else
        {
            _multiline.Pop();
            _multiline.Push(multiline);
        }

        _result.Append(match.Value);
        _position += match.Length;
    }

    private void Escape(bool inClass)
    {
        var c = At(1);
        var open = inClass ? "" : "[";
        var close = inClass ? "" : "]";
        switch (c)
        {
            case '\0':
                throw new ArgumentException("trailing backslash at end of expression: ``");
            case 'd': Emit(open + "0-9" + close, 2); break;
            case 'w': Emit(open + "0-9A-Za-z_" + close, 2); break;
            case 's': Emit(open + "\\t\\n\\f\\r " + close, 2); break;
            case 'D': Emit(inClass ? "\\D" : "[^0-9]", 2); break;
            case 'W': Emit(inClass ? "\\W" : "[^0-9A-Za-z_]", 2); break;
            case 'S': Emit(inClass ? "\\S" : "[^\\t\\n\\f\\r ]", 2); break;
            case 'Q' when !inClass:
                var end = pattern.IndexOf("\\E", _position, StringComparison.Ordinal);
                end = end < 0 ? pattern.Length : end;
                _result.Append(Regex.Escape(pattern[(_position + 2)..end]));
                _position = Math.Min(pattern.Length, end + 2);
                break;
            case 'p' or 'P':
                Property(inClass);
                break;
            case 'x' when At(2) == '{':
                var brace = pattern.IndexOf('}', _position);
                var code = int.Parse(pattern.AsSpan(_position + 3, brace - _position - 3), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                Emit(Regex.Escape(char.ConvertFromUtf32(code)), brace - _position + 1);
                break;
            case >= '1' and <= '9':
                throw new ArgumentException("invalid escape sequence: `\\" + c + "`");
            case 'Z' or 'G' or 'k' or 'e' or 'c' or 'C':
                throw new ArgumentException("invalid escape sequence: `\\" + c + "`");
            default:
                Copy(2);
                break;
        }
    }

    private void Emit(string text, int consumed)
    {
        _result.Append(text);
        _position += consumed;
    }

    private void Property(bool inClass)
    {
        var negated = At(1) == 'P';
        var name = At(2).ToString();
        var length = 3;
        if (At(2) == '{')
        {
            var close = pattern.IndexOf('}', _position);
            name = pattern[(_position + 3)..close];
            length = close - _position + 1;
        }

        if (name.StartsWith('^'))
        {
            (negated, name) = (!negated, name[1..]);
        }

        if (Scripts.TryGetValue(name, out var ranges))
        {
            Emit(inClass ? ranges : $"[{(negated ? "^" : "")}{ranges}]", length);
        }
        else
        {
            Emit($"\\{(negated ? 'P' : 'p')}{{{name}}}", length);
        }
    }

    private void Class()
    {
        Copy(1);
        if (At(0) == '^')
        {
            Copy(1);
        }

        var first = true;
        while (At(0) != ']' || first)
        {
            if (_position >= pattern.Length)
            {
                throw new ArgumentException("missing closing ]: `" + pattern + "`");
            }

            ClassMember();
            first = false;
        }

        Copy(1);
    }

    private void ClassMember()
    {
        var match = Regex.Match(pattern[_position..], @"^\[:(\^?)(\w+):\]", RegexOptions.NonBacktracking);
        if (match.Success && Classes.TryGetValue(match.Groups[2].Value, out var ranges))
        {
            if (match.Groups[1].Value.Length > 0)
            {
                throw new ArgumentException("a negated named class inside a class is not supported: `" + match.Value + "`");
            }

            Emit(ranges, match.Length);
        }
        else if (At(0) == '\\')
        {
            Escape(inClass: true);
        }
        else if (At(0) is '[' or ']')
        {
            Emit("\\" + At(0), 1);
        }
        else
        {
            Copy(1);
        }
    }
}
