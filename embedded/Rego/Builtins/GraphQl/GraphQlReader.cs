using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins.GraphQl;

/// <summary>What queries and schemas share: the cursor, values, types, directives. Syntax trees are engine values.</summary>
internal class GraphQlReader
{
    private const int MaxDepth = 200;
    private readonly List<GraphQlToken> _tokens;
    private int _index;
    private int _depth;

    protected GraphQlReader(string source) => _tokens = new GraphQlLexer(source).ReadAll();

    /// <summary>Where nodes stand in the text, for messages of the validator.</summary>
    public Dictionary<RegoValue, (int Row, int Column)> Positions { get; } = new(ReferenceEqualityComparer.Instance);

    protected GraphQlToken Current => _tokens[_index];

    protected GraphQlToken Next => _tokens[Math.Min(_index + 1, _tokens.Count - 1)];

    protected GraphQlToken Take() => _tokens[_index < _tokens.Count - 1 ? _index++ : _index];

    protected bool TakeIf(string symbol)
    {
        if (!Current.Is(symbol))
        {
            return false;
        }

        Take();
        return true;
    }

    protected bool TakeName(string name)
    {
        if (!Current.IsName(name))
        {
            return false;
        }

        Take();
        return true;
    }

    protected static GraphQlException Unexpected(GraphQlToken token) => new($"Unexpected {token.Shown}", token.Row, token.Column);

    protected static GraphQlException Error(GraphQlToken token, string expected) => token.Kind == GraphQlTokenKind.Invalid
        ? Unexpected(token)
        : new GraphQlException($"Expected {expected}, found {token.Shown}", token.Row, token.Column);

    protected void Expect(string symbol)
    {
        if (!TakeIf(symbol))
        {
            throw Error(Current, symbol);
        }
    }

    protected string Name() => Current.Kind == GraphQlTokenKind.Name ? Take().Text : throw Error(Current, "Name");

    protected static RegoValue Text(string text) => new StringValue(text);

    protected static ArrayValue Items(IEnumerable<RegoValue> items) => new([.. items]);

    /// <summary>An object without its empty lists, which Go leaves out.</summary>
    protected static ObjectValue Node(params ReadOnlySpan<(string Key, RegoValue? Value)> fields)
    {
        var kept = new List<(string, RegoValue)>();
        foreach (var (key, value) in fields)
        {
            if (value is not null and not ArrayValue { Count: 0 })
            {
                kept.Add((key, value));
            }
        }

        return ObjectValue.Of([.. kept]);
    }

    protected ObjectValue At(GraphQlToken token, ObjectValue node)
    {
        Positions[node] = (token.Row, token.Column);
        return node;
    }

    /// <summary>At least one item between two symbols.</summary>
    protected ArrayValue Some(string open, string close, Func<RegoValue> item)
    {
        if (++_depth > MaxDepth)
        {
            throw new GraphQlException("the document is nested too deeply", Current.Row, Current.Column);
        }

        var items = new List<RegoValue>();
        Expect(open);
        while (!Current.Is(close))
        {
            items.Add(item());
        }

        if (items.Count == 0)
        {
            throw new GraphQlException($"expected at least one definition, found {Current.Shown}", Current.Row, Current.Column);
        }

        Take();
        _depth--;
        return Items(items);
    }

    protected ArrayValue Directives(bool isConstant)
    {
        var found = new List<RegoValue>();
        while (Current.Is("@"))
        {
            var at = Take();
            found.Add(At(at, Node(("Name", Text(Name())), ("Arguments", Arguments(isConstant)), ("Location", Text("")))));
        }

        return Items(found);
    }

    protected ArrayValue Arguments(bool isConstant) => Current.Is("(")
        ? Some("(", ")", () =>
        {
            var at = Current;
            var name = Name();
            Expect(":");
            return At(at, Node(("Name", Text(name)), ("Value", Value(isConstant))));
        })
        : ArrayValue.Empty;

    protected ObjectValue Type()
    {
        ObjectValue? element = null;
        var name = "";
        if (TakeIf("["))
        {
            if (++_depth > MaxDepth)
            {
                throw Unexpected(Current);
            }

            element = Type();
            Expect("]");
            _depth--;
        }
        else
        {
            name = Name();
        }

        return Node(("NamedType", Text(name)), ("Elem", element), ("NonNull", BooleanValue.Of(TakeIf("!"))));
    }

    protected ObjectValue Value(bool isConstant)
    {
        var token = Current;
        var (kind, raw) = token.Kind switch
        {
            GraphQlTokenKind.Integer => (1, token.Text),
            GraphQlTokenKind.Float => (2, token.Text),
            GraphQlTokenKind.Text => (3, token.Text),
            GraphQlTokenKind.BlockText => (4, token.Text),
            GraphQlTokenKind.Name when token.Text is "true" or "false" => (5, token.Text),
            GraphQlTokenKind.Name when token.Text == "null" => (6, token.Text),
            GraphQlTokenKind.Name => (7, token.Text),
            _ => (-1, ""),
        };
        if (kind >= 0)
        {
            Take();
            return At(token, Leaf(kind, raw, null));
        }

        if (token.Is("$") && !isConstant)
        {
            Take();
            return At(token, Leaf(0, Name(), null));
        }

        return token.Is("[") || token.Is("{") ? Composite(token, isConstant) : throw Unexpected(token);
    }

    private ObjectValue Composite(GraphQlToken token, bool isConstant)
    {
        var isList = token.Is("[");
        var children = new List<RegoValue>();
        Take();
        if (++_depth > MaxDepth)
        {
            throw Unexpected(token);
        }

        while (!Current.Is(isList ? "]" : "}"))
        {
            var name = isList ? "" : Name();
            if (!isList)
            {
                Expect(":");
            }

            children.Add(Node(("Name", Text(name)), ("Value", Value(isConstant))));
        }

        Take();
        _depth--;
        return At(token, Leaf(isList ? 8 : 9, "", Items(children)));
    }

    private static ObjectValue Leaf(int kind, string raw, ArrayValue? children) =>
        Node(("Raw", Text(raw)), ("Children", children), ("Kind", NumberValue.Of(kind)), ("ExpectedTypeHasDefault", BooleanValue.False));
}
