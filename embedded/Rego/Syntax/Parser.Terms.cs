using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Syntax;

internal sealed partial class Parser
{
    private static readonly Dictionary<string, string>[] Levels =
    [
        new() { ["=="] = "equal", ["!="] = "neq", ["<"] = "lt", ["<="] = "lte", [">"] = "gt", [">="] = "gte" },
        new() { ["|"] = "or" },
        new() { ["&"] = "and" },
        new() { ["+"] = "plus", ["-"] = "minus" },
        new() { ["*"] = "mul", ["/"] = "div", ["%"] = "rem" },
    ];

    /// <summary>Set while the head of a possible comprehension is read: its first bar is the separator.</summary>
    private bool _barEnds;

    /// <summary>An infix expression without assignment.</summary>
    private Term Expression() => Nested(() =>
    {
        var left = Operators(0);
        while (IsKeyword("in"))
        {
            var at = Take().At;
            left = new CallTerm(at, new VarTerm(at, "internal.member_2"), [left, Operators(0)], Infix: true);
        }

        return left;
    });

    private Term Operators(int level)
    {
        if (level == Levels.Length)
        {
            return Unary();
        }

        var left = Operators(level + 1);
        while (Current.Kind == TokenKind.Symbol && Levels[level].TryGetValue(Current.Text, out var name)
            && !(name == "or" && _barEnds))
        {
            var at = Take().At;
            var right = Operators(level + 1);
            left = new CallTerm(left.At, new VarTerm(at, name), [left, right], Infix: true);
        }

        return left;
    }

    private Term Unary()
    {
        if (!Current.Is("-"))
        {
            return Reference(Primary());
        }

        var minus = Take();
        if (Current.Kind == TokenKind.Number && Current.Start == minus.End)
        {
            return Number(minus.At, "-" + Take().Text);
        }

        var operand = Nested(Unary);
        return new CallTerm(minus.At, new VarTerm(minus.At, "minus"), [new ConstTerm(minus.At, NumberValue.Zero), operand], Infix: true);
    }

    private static ConstTerm Number(Location at, string text) =>
        new(at, NumberValue.Parse(text) ?? throw new ParseErrorException(at, "illegal number: exponent too large"));

    private Term Primary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                Take();
                return Number(token.At, token.Text);
            case TokenKind.Text or TokenKind.RawText:
                Take();
                return new ConstTerm(token.At, new StringValue(token.Text));
            case TokenKind.Template:
                Take();
                return Template(token);
            case TokenKind.Name:
                return Name();
            case TokenKind.Symbol when token.Text is "[" or "{" or "(":
                return Nested(() => token.Text switch
                {
                    "[" => ArrayOrComprehension(),
                    "{" => SetOrObject(),
                    _ => Parenthesis(),
                });
            default:
                throw Unexpected();
        }
    }

    private Term Name()
    {
        var token = Current;
        if (IsAnyKeyword() && token.Text is not ("true" or "false" or "null"))
        {
            throw Unexpected();
        }

        Take();
        if (token.Text == "set" && Touches("(") && Peek().Is(")"))
        {
            Take();
            Take();
            return new SetTerm(token.At, []);
        }

        var isName = token.Text is not ("true" or "false" or "null") || Touches(".");
        return isName
            ? new VarTerm(token.At, token.Text)
            : new ConstTerm(token.At, token.Text == "null" ? NullValue.Instance : BooleanValue.Of(token.Text == "true"));
    }

    private Term Parenthesis()
    {
        var at = Take().At;
        var bar = _barEnds;
        _barEnds = false;
        var first = Expression();
        if (TakeIf(","))
        {
            first = KeyedMember(at, first);
        }

        Expect(")");
        _barEnds = bar;
        return first;
    }

    private CallTerm KeyedMember(Location at, Term key)
    {
        var value = Operators(0);
        if (!TakeKeyword("in"))
        {
            throw Unexpected("expected in");
        }

        return new CallTerm(at, new VarTerm(at, "internal.member_3"), [key, value, Expression()], Infix: true);
    }

    /// <summary>Steps and calls that follow a term without a gap.</summary>
    private Term Reference(Term head)
    {
        var path = new List<Term>();
        while (true)
        {
            if (Touches("."))
            {
                Take();
                if (Current.Kind != TokenKind.Name)
                {
                    throw Unexpected("expected ident");
                }

                var name = Take();
                path.Add(new ConstTerm(name.At, new StringValue(name.Text)));
            }
            else if (Touches("["))
            {
                Take();
                path.Add(Unbarred(Expression));
                Expect("]");
            }
            else if (Touches("(") && head is VarTerm or CallTerm or RefTerm && (head is not CallTerm || path.Count > 0))
            {
                var at = Take().At;
                var target = path.Count > 0 ? new RefTerm(head.At, head, path) : head;
                head = new CallTerm(head.At, target, Unbarred(() => Items(")")));
                path = [];
                _ = at;
            }
            else
            {
                return path.Count > 0 ? new RefTerm(head.At, head, path) : head;
            }
        }
    }

    private T Unbarred<T>(Func<T> parse)
    {
        var bar = _barEnds;
        _barEnds = false;
        var result = parse();
        _barEnds = bar;
        return result;
    }

    private List<Term> Items(string close)
    {
        var items = new List<Term>();
        while (!TakeIf(close))
        {
            items.Add(Expression());
            if (!Current.Is(close))
            {
                Expect(",");
            }
        }

        return items;
    }

    private Term ArrayOrComprehension()
    {
        var at = Take().At;
        if (TakeIf("]"))
        {
            return new ArrayTerm(at, []);
        }

        var first = Barred(Expression);
        if (TakeIf("|"))
        {
            var body = Unbarred(() => Body("]"));
            return new ComprehensionTerm(at, ComprehensionKind.Array, null, first, body);
        }

        return Unbarred<Term>(() => new ArrayTerm(at, Rest(first, "]")));
    }

    private List<Term> Rest(Term first, string close)
    {
        var items = new List<Term> { first };
        while (!TakeIf(close))
        {
            Expect(",");
            if (!Current.Is(close))
            {
                items.Add(Expression());
            }
        }

        return items;
    }

    private T Barred<T>(Func<T> parse)
    {
        var bar = _barEnds;
        _barEnds = true;
        var result = parse();
        _barEnds = bar;
        return result;
    }

    private Term SetOrObject()
    {
        var at = Take().At;
        if (TakeIf("}"))
        {
            return new ObjectTerm(at, []);
        }

        var first = Barred(Expression);
        if (TakeIf(":"))
        {
            return Object(at, first);
        }

        if (TakeIf("|"))
        {
            var body = Unbarred(() => Body("}"));
            return new ComprehensionTerm(at, ComprehensionKind.Set, null, first, body);
        }

        return Unbarred<Term>(() => new SetTerm(at, Rest(first, "}")));
    }

    private Term Object(Location at, Term key)
    {
        var value = Barred(Expression);
        if (TakeIf("|"))
        {
            var body = Unbarred(() => Body("}"));
            return new ComprehensionTerm(at, ComprehensionKind.Object, key, value, body);
        }

        return Unbarred<Term>(() =>
        {
            var pairs = new List<(Term, Term)> { (key, value) };
            while (!TakeIf("}"))
            {
                Expect(",");
                if (Current.Is("}"))
                {
                    continue;
                }

                var next = Expression();
                Expect(":");
                pairs.Add((next, Expression()));
            }

            return new ObjectTerm(at, pairs);
        });
    }

    private Term Template(Token token)
    {
        var parts = new List<object>();
        foreach (var part in token.Parts!)
        {
            if (part is string text)
            {
                if (text.Length > 0)
                {
                    parts.Add(text);
                }

                continue;
            }

            parts.Add(Within((List<Token>)part, () =>
            {
                var literal = Literal();
                ExpectEnd();
                return literal;
            }));
        }

        return new TemplateTerm(token.At, parts);
    }

    private T Within<T>(List<Token> tokens, Func<T> parse)
    {
        var (outer, index) = (_tokens, _index);
        (_tokens, _index) = (tokens, 0);
        try
        {
            return Unbarred(parse);
        }
        finally
        {
            (_tokens, _index) = (outer, index);
        }
    }
}
