using System.Globalization;
using System.Text;

namespace OpenClaw.Rego.Builtins.GraphQl;

internal enum GraphQlTokenKind
{
    End,
    Invalid,
    Symbol,
    Name,
    Integer,
    Float,
    Text,
    BlockText,
}

internal sealed record GraphQlToken(GraphQlTokenKind Kind, string Text, int Row, int Column)
{
    public bool Is(string symbol) => Kind == GraphQlTokenKind.Symbol && Text == symbol;

    public bool IsName(string name) => Kind == GraphQlTokenKind.Name && Text == name;

    /// <summary>As messages show it.</summary>
    public string Shown => Kind switch
    {
        GraphQlTokenKind.End => "<EOF>",
        GraphQlTokenKind.Invalid => "<Invalid>",
        GraphQlTokenKind.Symbol => Text,
        GraphQlTokenKind.Name => $"Name \"{Text}\"",
        GraphQlTokenKind.Integer => $"Int \"{Text}\"",
        GraphQlTokenKind.Float => $"Float \"{Text}\"",
        GraphQlTokenKind.BlockText => $"BlockString \"{Text}\"",
        _ => $"String \"{Text}\"",
    };
}

internal sealed class GraphQlLexer(string source)
{
    private int _position;
    private int _row = 1;
    private int _lineStart;

    public List<GraphQlToken> ReadAll()
    {
        var tokens = new List<GraphQlToken>();
        do
        {
            tokens.Add(Read());
        }
        while (tokens[^1].Kind is not (GraphQlTokenKind.End or GraphQlTokenKind.Invalid));
        return tokens;
    }

    private char Current => _position < source.Length ? source[_position] : '\0';

    private GraphQlToken Read()
    {
        Skip();
        var (row, column, start) = (_row, _position - _lineStart + 1, _position);
        GraphQlToken Token(GraphQlTokenKind kind, string text) => new(kind, text, row, column);
        if (_position >= source.Length)
        {
            return Token(GraphQlTokenKind.End, "");
        }

        if (string.CompareOrdinal(source, _position, "...", 0, 3) == 0)
        {
            _position += 3;
            return Token(GraphQlTokenKind.Symbol, "...");
        }

        if ("!$&()+:=@[]{|}".Contains(Current, StringComparison.Ordinal))
        {
            return Token(GraphQlTokenKind.Symbol, source[_position++].ToString());
        }

        if (char.IsAsciiLetter(Current) || Current == '_')
        {
            while (char.IsAsciiLetterOrDigit(Current) || Current == '_')
            {
                _position++;
            }

            return Token(GraphQlTokenKind.Name, source[start.._position]);
        }

        if (char.IsAsciiDigit(Current) || Current == '-')
        {
            var kind = Number();
            return Token(kind, source[start.._position]);
        }

        if (string.CompareOrdinal(source, _position, "\"\"\"", 0, 3) == 0)
        {
            return BlockText() is { } block ? new(GraphQlTokenKind.BlockText, block, row, column + 1) : new(GraphQlTokenKind.Invalid, "", _row, _position - _lineStart + 1);
        }

        // The column of a string is that of its first character behind the quote.
        return Current == '"' && Text() is { } text ? new(GraphQlTokenKind.Text, text, row, column + 1) : Token(GraphQlTokenKind.Invalid, "");
    }

    private void Skip()
    {
        while (_position < source.Length)
        {
            if (Current is '\n' or '\r')
            {
                NewLine();
            }
            else if (Current is ' ' or '\t' or ',' or '\uFEFF')
            {
                _position++;
            }
            else if (Current == '#')
            {
                while (_position < source.Length && Current is not ('\n' or '\r'))
                {
                    _position++;
                }
            }
            else
            {
                return;
            }
        }
    }

    private void NewLine()
    {
        _position += Current == '\r' && _position + 1 < source.Length && source[_position + 1] == '\n' ? 2 : 1;
        _row++;
        _lineStart = _position;
    }

    private GraphQlTokenKind Number()
    {
        var kind = GraphQlTokenKind.Integer;
        _position++;
        while (char.IsAsciiDigit(Current) || Current is '.' or 'e' or 'E' or '+' or '-')
        {
            kind = char.IsAsciiDigit(Current) ? kind : GraphQlTokenKind.Float;
            _position++;
        }

        return kind;
    }

    private string? Text()
    {
        var text = new StringBuilder();
        for (_position++; Current != '"'; _position++)
        {
            if (_position >= source.Length || Current is '\n' or '\r')
            {
                return null;
            }

            if (Current != '\\')
            {
                text.Append(Current);
                continue;
            }

            _position++;
            if (Current == 'u' && _position + 4 < source.Length
                && ushort.TryParse(source.AsSpan(_position + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                text.Append((char)code);
                _position += 4;
                continue;
            }

            text.Append(Current switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', var c => c });
        }

        _position++;
        return text.ToString();
    }

    private string? BlockText()
    {
        var text = new StringBuilder();
        _position += 3;
        while (_position < source.Length)
        {
            if (string.CompareOrdinal(source, _position, "\"\"\"", 0, 3) == 0)
            {
                _position += 3;
                return Dedent(text.ToString());
            }

            if (string.CompareOrdinal(source, _position, "\\\"\"\"", 0, 4) == 0)
            {
                text.Append("\"\"\"");
                _position += 4;
            }
            else if (Current is '\n' or '\r')
            {
                text.Append('\n');
                NewLine();
            }
            else
            {
                text.Append(source[_position++]);
            }
        }

        return null;
    }

    private static string Dedent(string text)
    {
        var lines = text.Split('\n');
        var indent = lines.Skip(1).Where(line => line.Trim(' ', '\t').Length > 0).Select(line => line.Length - line.TrimStart(' ', '\t').Length).DefaultIfEmpty(0).Min();
        var dedented = lines.Select((line, i) => i == 0 ? line : line.Length > indent ? line[indent..] : "").ToList();
        while (dedented.Count > 0 && dedented[0].Trim(' ', '\t').Length == 0)
        {
            dedented.RemoveAt(0);
        }

        while (dedented.Count > 0 && dedented[^1].Trim(' ', '\t').Length == 0)
        {
            dedented.RemoveAt(dedented.Count - 1);
        }

        return string.Join('\n', dedented);
    }
}
