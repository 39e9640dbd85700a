using System.Text;
using OpenClaw.Rego.Syntax;

namespace OpenClaw.Opa.Format;

/// <summary>Writes the tokens of one module in the given layout, with the comments between them.</summary>
internal sealed partial class FormatWriter(string source, Module module, List<Token> tokens, bool keepEquals)
{
    private readonly StringBuilder _text = new();
    private readonly Layout _layout = new(module, tokens);
    private readonly Queue<Comment> _comments = new(module.Comments);
    private readonly Stack<(int Open, bool Indents)> _open = new();
    private Token? _left;
    private Token? _before;
    private int _row;
    private int _index;

    private int Depth => _open.Count(bracket => bracket.Indents);

    public string Write()
    {
        var firstRule = _layout.RuleStarts.Count == 0 ? tokens.Count - 1 : _layout.RuleStarts.Min();
        Header(firstRule);
        var lastStart = 0;
        for (var i = firstRule; i < tokens.Count - 1; i++)
        {
            if (_layout.RuleStarts.Contains(i))
            {
                lastStart = BeginRule(lastStart, tokens[i]);
            }

            Token(i);
        }

        NextLine();
        while (_comments.TryDequeue(out var comment))
        {
            BlankIfApart(comment.Row);
            OwnLine(comment);
        }

        return _text.ToString().Trim('\n') + "\n";
    }

    /// <summary>Package and imports; sorted unless comments between them could lose their place.</summary>
    private void Header(int end)
    {
        var imports = Enumerable.Range(0, end).Where(i => tokens[i].IsName("import") && (i == 0 || !tokens[i - 1].Is("."))).ToList();
        var first = imports.Count == 0 ? end : imports[0];
        Comments(tokens[0].At.Row, blankBefore: true);
        for (var i = 0; i < first; i++)
        {
            Token(i);
        }

        NextLine();
        if (imports.Count == 0)
        {
            return;
        }

        var last = tokens[end - 1].At.Row;
        var sortable = !_comments.Any(comment => comment.Row >= tokens[first].At.Row && comment.Row <= last);
        var blocks = imports.Select((start, n) => (Start: start, End: n + 1 < imports.Count ? imports[n + 1] : end)).ToList();
        if (sortable)
        {
            blocks = [.. blocks.OrderBy(block => source[tokens[block.Start].Start..tokens[block.End - 1].End], StringComparer.Ordinal)];
        }

        Comments(tokens[first].At.Row, blankBefore: true);
        if (!EndsWithComment())
        {
            _text.Append('\n');
        }

        foreach (var (start, stop) in blocks)
        {
            _row = tokens[start].At.Row;
            for (var i = start; i < stop; i++)
            {
                Token(i);
            }

            NextLine();
        }

        _row = last;
    }

    private bool EndsWithComment() => _text.ToString().TrimEnd('\n').Split('\n')[^1].StartsWith('#');

    /// <summary>One blank line between rules, except between one-line rules that stood together.</summary>
    private int BeginRule(int lastStart, Token token)
    {
        NextLine();
        _open.Clear();
        var previous = _text.ToString(lastStart, _text.Length - lastStart).Trim('\n');
        var together = lastStart > 0 && !previous.Contains('\n', StringComparison.Ordinal) && token.At.Row - _row <= 1 && IsOneLine(token);
        if (!together)
        {
            _text.Append('\n');
        }

        Comments(token.At.Row, blankBefore: false);
        _row = token.At.Row;
        return _text.Length;
    }

    private bool IsOneLine(Token start)
    {
        var index = tokens.IndexOf(start);
        for (var i = index + 1; i < tokens.Count && !_layout.RuleStarts.Contains(i) && tokens[i].Kind != TokenKind.Eof; i++)
        {
            if (tokens[i].NewLine || _layout.BodyOpens.Contains(i))
            {
                return false;
            }
        }

        return true;
    }

    private void Token(int index)
    {
        var token = tokens[index];
        _index = index;
        if (_layout.Dropped.Contains(index))
        {
            return;
        }

        if (token.Is(";") && (_open.Count == 0 || _layout.BodyOpens.Contains(_open.Peek().Open)))
        {
            return;
        }

        if (token.Kind == TokenKind.Symbol && token.Text is ")" or "]" or "}" && _open.Count > 0)
        {
            Close(index, token);
            return;
        }

        if (_layout.LiteralStarts.Contains(index))
        {
            NextLine();
            Comments(token.At.Row, blankBefore: true);
            BlankIfApart(token.At.Row);
        }
        else if (_left is not null && _open.Count > 0 && (token.NewLine || IsFirstOfExpanded(index)))
        {
            Wrap(token);
        }
        else if (token.NewLine && _open.Count == 0 && _left is not null && token.IsName("else"))
        {
            // Behind a closed body the next branch goes on in the same line.
            Space(token);
        }

        Append(index, token);
        if (token.Kind == TokenKind.Symbol && token.Text is "(" or "[" or "{")
        {
            Open(index);
        }
    }

    private void Open(int index)
    {
        // A bracket indents when its content starts on a new line.
        var isBody = _layout.BodyOpens.Contains(index);
        _open.Push((index, isBody || _layout.Expanded.Contains(index) || (index + 1 < tokens.Count && tokens[index + 1].NewLine)));
    }

    private void Close(int index, Token token)
    {
        var (open, indents) = _open.Peek();
        if (_layout.BodyCloses.Contains(index))
        {
            NextLine();
            Comments(token.At.Row, blankBefore: true);
            _open.Pop();
        }
        else if (indents)
        {
            var breaks = token.NewLine || _layout.Expanded.Contains(open);
            if (breaks && _layout.Expanded.Contains(open) && !_layout.Comprehensions.Contains(open) && !_left!.Is(",") && index - open > 1)
            {
                _text.Append(',');
            }

            if (breaks)
            {
                NextLine();
                Comments(token.At.Row, blankBefore: false);
            }

            _open.Pop();
        }
        else
        {
            _open.Pop();
        }

        Append(index, token);
    }

    private bool IsFirstOfExpanded(int index) => _layout.Expanded.Contains(index - 1) && !_layout.Comprehensions.Contains(index - 1);

    private void Wrap(Token token)
    {
        NextLine();
        Comments(token.At.Row, blankBefore: false);
        BlankIfApart(token.At.Row);
    }
}
