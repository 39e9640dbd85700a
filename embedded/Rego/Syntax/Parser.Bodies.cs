namespace OpenClaw.Rego.Syntax;

internal sealed partial class Parser
{
    private List<Literal> QueryBody()
    {
        var body = new List<Literal>();
        while (TakeIf(";"))
        {
        }

        while (Current.Kind != TokenKind.Eof)
        {
            body.Add(Literal());
            if (!TakeIf(";") && Current.Kind != TokenKind.Eof && !Current.NewLine)
            {
                throw Unexpected();
            }
        }

        return body.Count > 0 ? body : throw new ParseErrorException(Current.At, "empty query");
    }

    /// <summary>Literals up to and including the closing symbol.</summary>
    private List<Literal> Body(string close)
    {
        var body = new List<Literal>();
        while (!TakeIf(close))
        {
            body.Add(Literal());
            if (!TakeIf(";") && !Current.Is(close) && !Current.NewLine)
            {
                throw Unexpected($"expected \\n or {close} or ;");
            }
        }

        return body.Count > 0 ? body : throw new ParseErrorException(Previous.At, "found empty body");
    }

    private Literal Literal() => Nested(() => WithClauses(Disjunction()));

    private Literal WithClauses(Literal literal)
    {
        var clauses = new List<WithClause>(literal.With);
        while (IsKeyword("with"))
        {
            var at = Take().At;
            var target = Reference(Primary());
            if (!TakeKeyword("as"))
            {
                throw Unexpected("expected as keyword");
            }

            clauses.Add(new WithClause(at, target, Expression()));
        }

        return clauses.Count == literal.With.Count ? literal : literal with { With = clauses };
    }

    private Literal Disjunction()
    {
        var left = Conjunction();
        while (IsKeyword("or"))
        {
            var at = Take().At;
            left = new LogicLiteral(at, true, Operand(left), Operand(Right(Conjunction)));
        }

        return left;
    }

    private Literal Conjunction()
    {
        var left = Negation();
        while (IsKeyword("and"))
        {
            var at = Take().At;
            left = new LogicLiteral(at, false, Operand(left), Operand(Right(Negation)));
        }

        return left;
    }

    /// <summary>The right operand: braces there are a body also when nothing follows.</summary>
    private Literal Right(Func<Literal> parse)
    {
        var outer = _isRightOperand;
        _isRightOperand = true;
        var result = parse();
        _isRightOperand = outer;
        return result;
    }

    /// <summary>A braced body was read as a pseudo literal; as an operand it is its literals.</summary>
    private static IReadOnlyList<Literal> Operand(Literal literal) => literal is GroupLiteral group ? group.Body : [literal];

    private Literal Negation()
    {
        if (!IsKeyword("not"))
        {
            return LogicPrimary();
        }

        var at = Take().At;
        if (IsKeyword("some") || IsKeyword("every"))
        {
            throw new ParseErrorException(Current.At, $"illegal negation of '{Current.Text}'");
        }

        if (_extendedNot && Current.Is("{") && Attempt(() => BracedBody(() => true)) is { } body)
        {
            return new NotLiteral(at, body, true);
        }

        var operand = Nested(Negation);
        return new NotLiteral(at, Operand(operand), _extendedNot);
    }

    private bool _isRightOperand;

    private bool LogicEnabled => _keywords.Contains("and") || _keywords.Contains("or") || _extendedNot;

    private Literal LogicPrimary()
    {
        if (LogicEnabled && Current.Is("{") && Attempt(() => BracedBody(_isRightOperand ? EndsRight : EndsOperand)) is { } body)
        {
            return new GroupLiteral(body[0].At, body);
        }

        if (LogicEnabled && Current.Is("(") && Attempt(Group) is { } group)
        {
            return group;
        }

        return Simple();
    }

    private List<Literal>? BracedBody(Func<bool> accepts)
    {
        Expect("{");
        var outer = _isRightOperand;
        _isRightOperand = false;
        var body = Body("}");
        _isRightOperand = outer;
        return accepts() ? body : null;
    }

    private bool EndsOperand() => IsKeyword("and") || IsKeyword("or");

    private bool EndsRight() => EndsOperand() || Ends();

    private bool Ends() => IsKeyword("with") || Current.NewLine || Current.Kind == TokenKind.Eof
        || Current.Is(";") || Current.Is("}") || Current.Is(")") || Current.Is("]");

    private Literal? Group()
    {
        Expect("(");
        var literal = Literal();
        Expect(")");
        var isLogic = literal is LogicLiteral or NotLiteral or GroupLiteral || literal.With.Count > 0;
        var ends = EndsRight();
        if (!isLogic || !ends)
        {
            return null;
        }

        // A group with its own clauses is closed off, so that clauses after it do not mix with them.
        return literal.With.Count > 0 ? new LogicLiteral(literal.At, false, [literal], [literal]) : literal;
    }

    private Literal Simple()
    {
        if (IsKeyword("some"))
        {
            return Some();
        }

        if (IsKeyword("every"))
        {
            return Every();
        }

        var at = Current.At;
        var left = Expression();
        if (Current.Is(",") && Attempt(() => Take() is null ? null : KeyedMember(at, left)) is { } member)
        {
            left = member;
        }

        if (Current.Is(":=") || Current.Is("="))
        {
            var symbol = Take();
            var right = Expression();
            if (Current.Is(",") && Attempt(() => Take() is null ? null : KeyedMember(at, right)) is { } keyed)
            {
                right = keyed;
            }

            left = new CallTerm(at, new VarTerm(symbol.At, symbol.Text == "=" ? "eq" : "assign"), [left, right], Infix: true);
        }

        return new ExprLiteral(at, left);
    }

    private Literal Some()
    {
        var at = Take().At;
        var terms = new List<Term> { Operators(0) };
        while (TakeIf(","))
        {
            terms.Add(Operators(0));
        }

        if (TakeKeyword("in"))
        {
            var domain = Expression();
            return terms.Count <= 2
                ? new SomeInLiteral(at, terms.Count == 2 ? terms[0] : null, terms[^1], domain)
                : throw new ParseErrorException(at, "illegal 'some' declaration: too many variables");
        }

        if (terms.Find(term => term is not VarTerm) is { } other)
        {
            throw new ParseErrorException(other.At, "unexpected term in 'some' declaration: expected var");
        }

        return new SomeLiteral(at, [.. terms.Cast<VarTerm>()]);
    }

    private EveryLiteral Every()
    {
        var at = Take().At;
        var first = Operators(0);
        var second = TakeIf(",") ? Operators(0) : null;
        if (!TakeKeyword("in"))
        {
            throw Unexpected("expected `x[, y] in xs { ... }` expression");
        }

        var domain = EveryDomain();
        Expect("{");
        var body = Unbarred(() => Body("}"));
        if (first is not VarTerm left || (second is not null and not VarTerm))
        {
            throw new ParseErrorException(at, "unexpected term: expected variable in 'every'");
        }

        return second is VarTerm right ? new(at, left, right, domain, body) : new(at, null, left, domain, body);
    }

    private Term EveryDomain() => Operators(0);
}

/// <summary>A braced body in operand position; never leaves the parser.</summary>
internal sealed record GroupLiteral(Location At, IReadOnlyList<Literal> Body) : Literal(At);
