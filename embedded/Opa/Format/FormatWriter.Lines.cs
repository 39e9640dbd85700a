using OpenClaw.Rego.Syntax;

namespace OpenClaw.Opa.Format;

/// <summary>Lines: tokens with the spaces between them, comments, blank lines.</summary>
internal sealed partial class FormatWriter
{
    private void Append(int index, Token token)
    {
        if (AtLineStart)
        {
            _text.Append('\t', Depth + (IsContinuation(token) ? 1 : 0));
        }
        else
        {
            Space(token);
        }

        var word = source[token.Start..token.End];
        _text.Append(word == "=" && !keepEquals && IsHeadEquals(index) ? ":=" : word);
        (_before, _left) = (_left, token);
        _row = token.At.Row + word.Count(c => c == '\n');
    }

    /// <summary>A line that goes on after an operator inside of a body stands one step further in.</summary>
    private bool IsContinuation(Token token) =>
        _left is { Kind: TokenKind.Symbol } left && left.Text is not ("(" or "[" or "{" or "," or ")" or "]" or "}" or ";" or "|")
        && token.NewLine && _open.Count > 0 && _layout.BodyOpens.Contains(_open.Peek().Open);

    private bool IsHeadEquals(int index)
    {
        if (_open.Count > 0 || !tokens[index].Is("="))
        {
            return false;
        }

        for (var i = index - 1; i >= 0; i--)
        {
            if (tokens[i].IsName("if"))
            {
                return false;
            }

            if (_layout.RuleStarts.Contains(i) || tokens[i].IsName("else"))
            {
                return true;
            }
        }

        return false;
    }

    private bool AtLineStart => _text.Length == 0 || _text[^1] == '\n';

    private void Space(Token token)
    {
        if (!AtLineStart && _text[^1] != ' ' && _left is { } left && Spacing.Between(_before, left, token))
        {
            _text.Append(' ');
        }
    }

    /// <summary>Ends the line, first with the comment that stands behind it in the source.</summary>
    private void NextLine()
    {
        if (AtLineStart)
        {
            return;
        }

        if (_comments.TryPeek(out var comment) && comment.Row == _row && (tokens[_index].At.Row > _row || tokens[_index].Kind == TokenKind.Eof || ReferenceEquals(_left, tokens[_index])))
        {
            _comments.Dequeue();
            _text.Append(' ').Append(Shown(comment));
        }

        _text.Append('\n');
    }

    /// <summary>Comments that stand before a row, each on a line of its own.</summary>
    private void Comments(int row, bool blankBefore)
    {
        while (_comments.TryPeek(out var comment) && comment.Row < row)
        {
            _comments.Dequeue();
            if (blankBefore)
            {
                BlankIfApart(comment.Row);
            }

            OwnLine(comment);
        }
    }

    private void OwnLine(Comment comment)
    {
        if (!AtLineStart)
        {
            _text.Append('\n');
        }

        _text.Append('\t', Depth).Append(Shown(comment)).Append('\n');
        _row = comment.Row;
    }

    private void BlankIfApart(int row)
    {
        var afterOpening = _text.Length > 1 && _text[^2] is '{' or '[' or '(';
        if (row - _row > 1 && !afterOpening && _text.Length > 1 && _text[^2] != '\n')
        {
            _text.Append('\n');
        }
    }

    private static string Shown(Comment comment)
    {
        var text = comment.Text.TrimEnd();
        return text.Length == 0 || text[0] is ' ' or '\t' or '#' or '!' ? "#" + text : "# " + text;
    }
}
