using System.Text.RegularExpressions;

namespace OpenClaw.Rego.Syntax;

/// <summary>Recursive descent over the tokens of one module or query. This part holds the cursor; the others the grammar.</summary>
internal sealed partial class Parser
{
    private const int MaxNesting = 400;

    private static readonly HashSet<string> V1Keywords =
        ["as", "contains", "default", "else", "every", "false", "if", "import", "in", "not", "null", "package", "some", "true", "with"];

    private static readonly HashSet<string> V0Keywords =
        ["as", "default", "else", "false", "import", "not", "null", "package", "some", "true", "with"];

    private readonly string? _file;
    private readonly HashSet<string> _keywords;
    private List<Token> _tokens;
    private int _index;
    private int _nesting;
    private bool _v1;
    private bool _extendedNot;

    private Parser(List<Token> tokens, string? file, bool v1)
    {
        _tokens = tokens;
        _file = file;
        _v1 = v1;
        _keywords = [.. v1 ? V1Keywords : V0Keywords];
    }

    /// <summary>Parses a module; syntax errors leave as <see cref="ParseErrorException"/>.</summary>
    public static Module ParseModule(string source, string file, bool v0 = false)
    {
        var lexer = new Lexer(source, file);
        var tokens = lexer.ReadAll();
        var v1 = !v0 || RegoV1Import().IsMatch(source);
        return new Parser(tokens, file, v1).Module(lexer.Comments);
    }

    public static IReadOnlyList<Literal> ParseQuery(string source)
    {
        var parser = new Parser(new Lexer(source, null).ReadAll(), null, true);
        return parser.QueryBody();
    }

    public static Term ParseTerm(string source)
    {
        var parser = new Parser(new Lexer(source, null).ReadAll(), null, true);
        var term = parser.Expression();
        parser.ExpectEnd();
        return term;
    }

    [GeneratedRegex(@"^\s*import\s+rego\.v[12]\s*$", RegexOptions.Multiline)]
    private static partial Regex RegoV1Import();

    private Token Current => _tokens[_index];

    private Token Peek(int ahead = 1) => _tokens[Math.Min(_index + ahead, _tokens.Count - 1)];

    private Token Previous => _tokens[Math.Max(_index - 1, 0)];

    private Token Take() => _tokens[_index < _tokens.Count - 1 ? _index++ : _index];

    private bool TakeIf(string symbol)
    {
        if (!Current.Is(symbol))
        {
            return false;
        }

        Take();
        return true;
    }

    /// <summary>A keyword that is followed at once by a dot, bracket or parenthesis is a name.</summary>
    private bool IsKeyword(string word) => Current.IsName(word) && _keywords.Contains(word) && !IsNameInPlace();

    private bool IsAnyKeyword() => Current.Kind == TokenKind.Name && _keywords.Contains(Current.Text) && !IsNameInPlace();

    private bool IsNameInPlace() => Peek() is var next && next.Start == Current.End
        && (next.Is(".") || (next.Is("(") && Current.Text is "contains") || (next.Is("[") && Current.Text is not ("in" or "not" or "as" or "if" or "with")));

    private bool TakeKeyword(string word)
    {
        if (!IsKeyword(word))
        {
            return false;
        }

        Take();
        return true;
    }

    private Token Expect(string symbol)
    {
        if (!Current.Is(symbol))
        {
            throw Unexpected($"expected {symbol}");
        }

        return Take();
    }

    private void ExpectEnd()
    {
        if (Current.Kind != TokenKind.Eof)
        {
            throw Unexpected("expected end of text");
        }
    }

    private bool Touches(string symbol) => Current.Is(symbol) && Current.Start == Previous.End;

    private ParseErrorException Unexpected(string? detail = null)
    {
        var token = Current;
        var word = token.Kind switch
        {
            TokenKind.Eof => "eof token",
            TokenKind.Name when _keywords.Contains(token.Text) => $"{token.Text} keyword",
            TokenKind.Name => "identifier token",
            TokenKind.Number => "number token",
            TokenKind.Symbol => $"{SymbolName(token.Text)} token",
            _ => "string token",
        };
        return new ParseErrorException(token.At, detail is null ? $"unexpected {word}" : $"unexpected {word}: {detail}");
    }

    private static string SymbolName(string symbol) => symbol switch
    {
        "=" => "eq",
        ":=" => "assign",
        "==" => "equal",
        "!=" => "neq",
        "+" => "plus",
        "-" => "minus",
        "*" => "mul",
        "/" => "div",
        "%" => "rem",
        "&" => "and",
        "|" => "or",
        _ => symbol,
    };

    private T Nested<T>(Func<T> parse)
    {
        if (++_nesting > MaxNesting || !System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new ParseErrorException(Current.At, "max recursion depth exceeded");
        }

        var result = parse();
        _nesting--;
        return result;
    }

    /// <summary>Tries a reading; on a syntax error goes back and answers null.</summary>
    private T? Attempt<T>(Func<T?> parse)
        where T : class
    {
        var (index, nesting) = (_index, _nesting);
        try
        {
            if (parse() is { } result)
            {
                return result;
            }
        }
        catch (ParseErrorException)
        {
            // The other reading reports the error if it fails as well.
            _nesting = nesting;
        }

        (_index, _nesting) = (index, nesting);
        return null;
    }
}
