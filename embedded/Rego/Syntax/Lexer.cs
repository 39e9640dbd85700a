using System.Globalization;
using System.Text;

namespace OpenClaw.Rego.Syntax;

/// <summary>Cuts a source into tokens; a template string holds the tokens of its parts.</summary>
internal sealed class Lexer(string source, string? file, int firstRow = 1)
{
    private static readonly string[] Pairs = [":=", "==", "!=", "<=", ">="];

    private readonly List<Comment> _comments = [];
    private int _position;
    private int _row = firstRow;
    private int _lineStart;
    private bool _newLine;

    public IReadOnlyList<Comment> Comments => _comments;

    public List<Token> ReadAll()
    {
        var tokens = ReadUntil(closing: false);
        return tokens;
    }

    private Location Here => new(file, _row, _position - _lineStart + 1, _position);

    private char Current => _position < source.Length ? source[_position] : '\0';

    private char Next => _position + 1 < source.Length ? source[_position + 1] : '\0';

    private List<Token> ReadUntil(bool closing)
    {
        var tokens = new List<Token>();
        var depth = 0;
        while (true)
        {
            SkipBlank();
            var token = Read();
            _newLine = false;
            if (token.Is("{"))
            {
                depth++;
            }
            else if (token.Is("}") && closing && depth-- == 0)
            {
                tokens.Add(token with { Kind = TokenKind.Eof, Text = "" });
                return tokens;
            }

            tokens.Add(token);
            if (token.Kind == TokenKind.Eof)
            {
                return closing ? throw new ParseErrorException(token.At, "non-terminated template expression") : tokens;
            }
        }
    }

    private void SkipBlank()
    {
        while (_position < source.Length)
        {
            var c = source[_position];
            if (c == '\n')
            {
                _position++;
                NewRow();
            }
            else if (c is ' ' or '\t' or '\r')
            {
                _position++;
            }
            else if (c == '#')
            {
                var end = source.IndexOf('\n', _position);
                end = end < 0 ? source.Length : end;
                _comments.Add(new(source[(_position + 1)..end].TrimEnd('\r'), _row, _position - _lineStart + 1));
                _position = end;
            }
            else
            {
                return;
            }
        }
    }

    private void NewRow()
    {
        _row++;
        _lineStart = _position;
        _newLine = true;
    }

    private Token Read()
    {
        var at = Here;
        var start = _position;
        var newLine = _newLine;
        if (_position >= source.Length)
        {
            return new(TokenKind.Eof, "", at, start, start, newLine);
        }

        var c = Current;
        if (c == '$' && Next is '"' or '`' && c == '$')
        {
            _position++;
            var parts = ReadTemplate(Current);
            return new(TokenKind.Template, "", at, start, _position, newLine, parts);
        }

        var (kind, text) = c switch
        {
            '"' => (TokenKind.Text, ReadText()),
            '`' => (TokenKind.RawText, ReadRawText()),
            >= '0' and <= '9' => (TokenKind.Number, ReadNumber()),
            _ when IsNameStart(c) => (TokenKind.Name, ReadName()),
            _ => (TokenKind.Symbol, ReadSymbol(at)),
        };
        return new(kind, text, at, start, _position, newLine);
    }

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private string ReadName()
    {
        var start = _position;
        while (IsNameStart(Current) || char.IsAsciiDigit(Current))
        {
            _position++;
        }

        return source[start.._position];
    }

    private string ReadNumber()
    {
        var start = _position;
        SkipDigits();
        if (Current == '.' && char.IsAsciiDigit(Next))
        {
            _position++;
            SkipDigits();
        }

        if (Current is 'e' or 'E')
        {
            _position++;
            _position += Current is '+' or '-' ? 1 : 0;
            SkipDigits();
        }

        var text = source[start.._position];
        if (text.Length > 1 && text[0] == '0' && char.IsAsciiDigit(text[1]))
        {
            throw new ParseErrorException(Here, "illegal number format: leading zero");
        }

        return IsNameStart(Current) ? throw new ParseErrorException(Here, "illegal number format") : text;
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Current))
        {
            _position++;
        }
    }

    private string ReadSymbol(Location at)
    {
        foreach (var pair in Pairs)
        {
            if (string.CompareOrdinal(source, _position, pair, 0, 2) == 0)
            {
                _position += 2;
                return pair;
            }
        }

        var c = Current;
        _position++;
        return "()[]{}|,;:=.+-*/%&<>".Contains(c, StringComparison.Ordinal)
            ? c.ToString()
            : throw new ParseErrorException(at, string.Create(CultureInfo.InvariantCulture, $"illegal token: {c}"));
    }

    private string ReadRawText()
    {
        var at = Here;
        var start = ++_position;
        while (Current != '`')
        {
            if (_position >= source.Length)
            {
                throw new ParseErrorException(at, "non-terminated string");
            }

            _position++;
            if (source[_position - 1] == '\n')
            {
                NewRow();
            }
        }

        _newLine = false;
        return source[start.._position++];
    }

    private string ReadText()
    {
        var at = Here;
        _position++;
        var text = new StringBuilder();
        while (Current != '"')
        {
            ReadCharacter(text, at);
        }

        _position++;
        return text.ToString();
    }

    private void ReadCharacter(StringBuilder text, Location at)
    {
        if (_position >= source.Length || Current == '\n')
        {
            throw new ParseErrorException(at, "non-terminated string");
        }

        if (Current != '\\')
        {
            text.Append(source[_position++]);
            return;
        }

        _position++;
        var c = Current;
        _position++;
        switch (c)
        {
            case '"' or '\\' or '/': text.Append(c); break;
            case 'n': text.Append('\n'); break;
            case 't': text.Append('\t'); break;
            case 'r': text.Append('\r'); break;
            case 'b': text.Append('\b'); break;
            case 'f': text.Append('\f'); break;
            case 'u' when _position + 4 <= source.Length
                && ushort.TryParse(source.AsSpan(_position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                text.Append((char)code);
                _position += 4;
                break;
            default:
                throw new ParseErrorException(at, "illegal string escape sequence");
        }
    }

    private List<object> ReadTemplate(char quote)
    {
        var at = Here;
        _position++;
        var parts = new List<object>();
        var text = new StringBuilder();
        while (Current != quote || _position >= source.Length)
        {
            if (_position >= source.Length)
            {
                throw new ParseErrorException(at, "non-terminated string");
            }

            if (Current == '{')
            {
                parts.Add(text.ToString());
                text.Clear();
                _position++;
                parts.Add(ReadUntil(closing: true));
            }
            else if (Current == '\\' && Next is '{')
            {
                text.Append('{');
                _position += 2;
            }
            else if (quote == '"')
            {
                ReadCharacter(text, at);
            }
            else
            {
                text.Append(source[_position++]);
                if (source[_position - 1] == '\n')
                {
                    NewRow();
                }
            }
        }

        _newLine = false;
        _position++;
        parts.Add(text.ToString());
        return parts;
    }
}
