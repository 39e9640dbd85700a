using Node = System.Func<OpenClaw.Sidecar.Expressions.Scope, object?>;

namespace OpenClaw.Sidecar.Expressions;

/// <summary>Recursive descent straight into closures.</summary>
internal sealed class ExpressionParser(string text, IReadOnlyList<string> variables)
{
    /// <summary>Deeper nesting is no rule anybody wrote by hand.</summary>
    private const int MaxDepth = 64;

    private readonly IReadOnlyList<ExpressionToken> _tokens = ExpressionTokens.Split(text);
    private readonly List<string> _known = [.. variables];
    private int _at;
    private int _depth;

    private ExpressionToken? Next => _at < _tokens.Count ? _tokens[_at] : null;

    public Node Parse()
    {
        var node = Choice();
        return Next is null ? node : throw Unexpected();
    }

    private Node Choice()
    {
        if (++_depth > MaxDepth)
        {
            throw new ExpressionException($"\"{text}\" is nested too deeply");
        }
        var condition = Or();
        if (Take("?"))
        {
            var whenTrue = Choice();
            Expect(":");
            var whenFalse = Choice();
            var test = condition;
            condition = scope => ExpressionOperators.Truth(test(scope)) ? whenTrue(scope) : whenFalse(scope);
        }
        _depth--;
        return condition;
    }

    private Node Or()
    {
        var left = And();
        while (Take("||"))
        {
            var (first, second) = (left, And());
            left = scope => ExpressionOperators.Either(() => first(scope), () => second(scope), decisive: true);
        }
        return left;
    }

    private Node And()
    {
        var left = Relation();
        while (Take("&&"))
        {
            var (first, second) = (left, Relation());
            left = scope => ExpressionOperators.Either(() => first(scope), () => second(scope), decisive: false);
        }
        return left;
    }

    private Node Relation() => Binary(Sum, ExpressionOperators.Compare, "==", "!=", "<", "<=", ">", ">=", "in");

    private Node Sum() => Binary(Product, ExpressionOperators.Calculate, "+", "-");

    private Node Product() => Binary(Unary, ExpressionOperators.Calculate, "*", "/", "%");

    private Node Binary(Func<Node> operand, Func<string, object?, object?, object?> apply, params string[] signs)
    {
        var left = operand();
        while (Next is { } token && signs.Any(token.Is))
        {
            _at++;
            var (first, second) = (left, operand());
            left = scope => apply(token.Text, first(scope), second(scope));
        }
        return left;
    }

    private Node Unary()
    {
        if (Take("!"))
        {
            var inner = Unary();
            return scope => !ExpressionOperators.Truth(inner(scope));
        }
        if (Take("-"))
        {
            var inner = Unary();
            return scope => ExpressionOperators.Negate(inner(scope));
        }
        return Member();
    }

    private Node Member()
    {
        var value = Primary();
        while (true)
        {
            var target = value;
            if (Take("."))
            {
                var name = Word();
                value = Take("(") ? Method(target, name) : scope => ExpressionValues.Field(target(scope), name);
            }
            else if (Take("["))
            {
                var index = Choice();
                Expect("]");
                value = scope => ExpressionValues.At(target(scope), index(scope));
            }
            else
            {
                return value;
            }
        }
    }

    private Node Primary()
    {
        var token = Next ?? throw Unexpected();
        if (token.Kind is TokenKind.Number or TokenKind.Text)
        {
            _at++;
            return _ => token.Value;
        }
        if (Take("("))
        {
            var inner = Choice();
            Expect(")");
            return inner;
        }
        if (Take("["))
        {
            var items = List("]");
            return scope => items.Select(item => item(scope)).ToList();
        }
        if (Take("{"))
        {
            return Map();
        }
        return Name(Word());
    }

    private Node Name(string name)
    {
        switch (name)
        {
            case "true" or "false":
                return _ => name == "true";
            case "null":
                return _ => null;
            case "has":
                Expect("(");
                return Has();
        }
        if (_known.Contains(name))
        {
            return scope => scope.Get(name);
        }
        if (!Take("("))
        {
            _at--;
            throw Unexpected();
        }
        var arguments = List(")");
        var function = ExpressionFunctions.Find(name, arguments.Count, isMethod: false) ?? throw new ExpressionException($"\"{text}\": function {name}() is not supported");
        return scope => function([.. arguments.Select(argument => argument(scope))]);
    }

    /// <summary><c>has(a.b.c)</c>: the path up to the last field must exist, the last one may be missing.</summary>
    private Node Has()
    {
        var start = _at;
        var end = Close(start);
        if (end - start < 3 || !_tokens[end - 2].Is(".") || _tokens[end - 1].Kind != TokenKind.Word)
        {
            throw new ExpressionException($"\"{text}\": has() needs a field");
        }
        var name = _tokens[end - 1].Text;
        var target = new ExpressionParser(text, _known, [.. _tokens.Skip(start).Take(end - 2 - start)]).Parse();
        _at = end + 1;
        return scope => ExpressionValues.Has(target(scope), name);
    }

    private ExpressionParser(string text, IReadOnlyList<string> variables, IReadOnlyList<ExpressionToken> tokens)
        : this(text, variables) => _tokens = tokens;

    private int Close(int from)
    {
        for (var (at, open) = (from, 1); at < _tokens.Count; at++)
        {
            open += _tokens[at].Is("(") ? 1 : _tokens[at].Is(")") ? -1 : 0;
            if (open == 0)
            {
                return at;
            }
        }
        throw new ExpressionException($"\"{text}\" ends too early");
    }

    private Node Method(Node target, string name)
    {
        if (ExpressionMacros.IsMacro(name) && Next is { Kind: TokenKind.Word } variable && _at + 1 < _tokens.Count && _tokens[_at + 1].Is(","))
        {
            _at += 2;
            _known.Add(variable.Text);
            var body = Choice();
            _known.RemoveAt(_known.Count - 1);
            Expect(")");
            return scope => ExpressionMacros.Run(name, ExpressionValues.Items(target(scope)), item => body(scope.With(variable.Text, item)));
        }
        var arguments = List(")");
        var function = ExpressionFunctions.Find(name, arguments.Count + 1, isMethod: true) ?? throw new ExpressionException($"\"{text}\": function {name}() is not supported");
        return scope => function([target(scope), .. arguments.Select(argument => argument(scope))]);
    }

    private List<Node> List(string end)
    {
        var items = new List<Node>();
        while (!Take(end))
        {
            items.Add(Choice());
            if (!Take(","))
            {
                Expect(end);
                break;
            }
        }
        return items;
    }

    private Node Map()
    {
        var pairs = new List<(Node Key, Node Value)>();
        while (!Take("}"))
        {
            var key = Choice();
            Expect(":");
            pairs.Add((key, Choice()));
            if (!Take(","))
            {
                Expect("}");
                break;
            }
        }
        return scope => pairs.ToDictionary(pair => pair.Key(scope) ?? throw new ExpressionException("null is no key"), pair => pair.Value(scope));
    }

    private string Word()
    {
        if (Next is not { Kind: TokenKind.Word } token)
        {
            throw Unexpected();
        }
        _at++;
        return token.Text;
    }

    private bool Take(string sign)
    {
        if (Next is not { } token || !token.Is(sign))
        {
            return false;
        }
        _at++;
        return true;
    }

    private void Expect(string sign)
    {
        if (!Take(sign))
        {
            throw Unexpected();
        }
    }

    private ExpressionException Unexpected() => new($"\"{text}\": {(Next is { } token ? $"\"{token.Text}{token.Value}\" is not supported here" : "it ends too early")}");
}
