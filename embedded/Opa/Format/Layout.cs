using OpenClaw.Rego.Syntax;

namespace OpenClaw.Opa.Format;

/// <summary>What the syntax tree says about the tokens: where lines start, which braces are bodies, what may be left out.</summary>
internal sealed class Layout
{
    private readonly List<Token> _tokens;
    private readonly Dictionary<int, int> _byOffset;

    public Layout(Module module, List<Token> tokens)
    {
        _tokens = tokens;
        _byOffset = new Dictionary<int, int>(tokens.Count);
        for (var i = 0; i < tokens.Count; i++)
        {
            _byOffset.TryAdd(tokens[i].Start, i);
        }

        foreach (var rule in module.Rules)
        {
            RuleStarts.Add(Index(rule.At));
            for (var branch = rule; branch is not null; branch = branch.Else)
            {
                Branch(branch, rule.At.Row);
            }
        }
    }

    /// <summary>Tokens that begin a rule.</summary>
    public HashSet<int> RuleStarts { get; } = [];

    /// <summary>Tokens that begin a literal on a line of its own.</summary>
    public HashSet<int> LiteralStarts { get; } = [];

    /// <summary>Opening and closing braces of bodies that are written over several lines.</summary>
    public HashSet<int> BodyOpens { get; } = [];

    public HashSet<int> BodyCloses { get; } = [];

    /// <summary>Braces that go: one short condition stands behind <c>if</c> on the same line.</summary>
    public HashSet<int> Dropped { get; } = [];


    /// <summary>Brackets of comprehensions, which take no trailing comma.</summary>
    public HashSet<int> Comprehensions { get; } = [];

    /// <summary>Brackets whose content stands on lines of its own, because the source spreads it over several.</summary>
    public HashSet<int> Expanded { get; } = [];

    private int Index(Location at) => _byOffset[at.Offset];

    private void Branch(Rule rule, int row)
    {
        Term(rule.Value);
        Term(rule.Member);
        foreach (var term in rule.Head.Concat(rule.Arguments))
        {
            Term(term);
        }

        if (rule.Body.Count == 0 || !rule.HasBody)
        {
            return;
        }

        var first = Start(rule.Body[0]);
        var isBraced = _tokens[first - 1].Is("{");
        if (isBraced && rule.Body.Count == 1 && _tokens[first].At.Row == HeadRow(rule, row) && !HasComment(first - 1))
        {
            Dropped.Add(first - 1);
            Dropped.Add(Closing(first - 1));
        }
        else if (isBraced)
        {
            Body(first - 1, rule.Body);
        }

        rule.Body.ToList().ForEach(Literal);
    }

    /// <summary>A body over several lines: a condition on the line of the head may stand without braces.</summary>
    private static int HeadRow(Rule rule, int row) => rule.At.Row > row ? rule.At.Row : row;

    /// <summary>Braces with more than one row in them may hold comments; those bodies stay as they are.</summary>
    private bool HasComment(int open) => _tokens[Closing(open)].At.Row != _tokens[open].At.Row;

    private void Body(int open, IReadOnlyList<Literal> body)
    {
        BodyOpens.Add(open);
        BodyCloses.Add(Closing(open));
        foreach (var literal in body)
        {
            LiteralStarts.Add(Start(literal));
        }
    }

    private int Closing(int open)
    {
        var depth = 0;
        for (var i = open; i < _tokens.Count; i++)
        {
            var symbol = _tokens[i].Kind == TokenKind.Symbol ? _tokens[i].Text : "";
            depth += symbol is "{" or "[" or "(" ? 1 : symbol is "}" or "]" or ")" ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        throw new InvalidOperationException("a parsed module has closed braces");
    }

    private int Start(Literal literal) => literal is LogicLiteral logic ? LogicStart(logic) : Index(literal.At);

    /// <summary>The location of <c>and</c> and <c>or</c> is the word itself; the literal starts with its first operand.</summary>
    private int LogicStart(LogicLiteral logic)
    {
        var index = Start(logic.Left[0]);
        while (index > 0 && (_tokens[index - 1].Is("{") || _tokens[index - 1].Is("(")) && EndsBeforeOperator(index - 1))
        {
            index--;
        }

        return index;
    }

    private bool EndsBeforeOperator(int open) => _tokens[Closing(open) + 1] is var next && (next.IsName("and") || next.IsName("or"));

    private void Literal(Literal literal)
    {
        switch (literal)
        {
            case ExprLiteral expression:
                Term(expression.Expression);
                break;
            case SomeInLiteral some:
                Term(some.Domain);
                break;
            case NotLiteral not:
                not.Body.ToList().ForEach(Literal);
                break;
            case EveryLiteral every:
                Term(every.Domain);
                Body(Start(every.Body[0]) - 1, every.Body);
                every.Body.ToList().ForEach(Literal);
                break;
            case LogicLiteral logic:
                logic.Left.Concat(logic.Right).ToList().ForEach(Literal);
                break;
            default:
                break;
        }

        foreach (var clause in literal.With)
        {
            Term(clause.Value);
        }
    }

    private void Expand(Location at)
    {
        var open = Index(at);
        if (_tokens[open].Kind == TokenKind.Symbol && _tokens[Closing(open)].At.Row != at.Row)
        {
            Expanded.Add(open);
        }
    }

    private void Term(Term? term)
    {
        switch (term)
        {
            case ComprehensionTerm comprehension:
                Comprehensions.Add(Index(comprehension.At));
                Expand(comprehension.At);
                Term(comprehension.Key);
                Term(comprehension.Value);
                comprehension.Body.ToList().ForEach(Literal);
                break;
            case RefTerm reference:
                Term(reference.Head);
                reference.Path.ToList().ForEach(Term);
                break;
            case CallTerm call:
                Term(call.Operator);
                call.Arguments.ToList().ForEach(Term);
                break;
            case ArrayTerm array:
                Expand(array.At);
                array.Items.ToList().ForEach(Term);
                break;
            case SetTerm set:
                Expand(set.At);
                set.Items.ToList().ForEach(Term);
                break;
            case ObjectTerm obj:
                Expand(obj.At);
                obj.Pairs.ToList().ForEach(pair => { Term(pair.Key); Term(pair.Value); });
                break;
            default:
                break;
        }
    }
}
