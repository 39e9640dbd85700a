using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins.GraphQl;

internal static class GraphQlFunctions
{
    private sealed record Source(ObjectValue Tree, IReadOnlyDictionary<RegoValue, (int Row, int Column)> Positions);

    private static readonly Dictionary<RegoValue, (int Row, int Column)> NoPositions = new(ReferenceEqualityComparer.Instance);

    public static IEnumerable<Builtin> All() =>
    [
        new("graphql.parse_query", 1, (c, a) => c.Text(a, 0, out _) ? Guard(c, () => Query(a[0]).Tree) : null),
        new("graphql.parse_schema", 1, (c, a) => c.Text(a, 0, out _) ? Guard(c, () => Schema(a[0]).Tree) : null),
        new("graphql.parse", 2, (c, a) => IsSource(c, a, 0) && IsSource(c, a, 1) ? Guard(c, () => Both(a)) : null),
        new("graphql.parse_and_verify", 2, (c, a) => IsSource(c, a, 0) && IsSource(c, a, 1) ? Verified(a) : null),
        new("graphql.is_valid", 2, (c, a) => IsSource(c, a, 0) && IsSource(c, a, 1) ? BooleanValue.Of(Holds(() => Both(a))) : null),
        new("graphql.schema_is_valid", 1, (c, a) => IsSource(c, a, 0) ? BooleanValue.Of(Holds(() => Load(Schema(a[0])))) : null),
    ];

    private static bool IsSource(CallContext call, RegoValue[] arguments, int index)
    {
        if (arguments[index] is StringValue or ObjectValue)
        {
            return true;
        }

        call.WrongType(index + 1, "one of {string, object}", arguments[index]);
        return false;
    }

    private static RegoValue? Guard(CallContext call, Func<RegoValue> compute)
    {
        try
        {
            return compute();
        }
        catch (GraphQlException failure)
        {
            return call.Fail(failure.Text);
        }
    }

    private static bool Holds(Func<object> check)
    {
        try
        {
            check();
            return true;
        }
        catch (GraphQlException)
        {
            // The question was whether it holds; which rule is broken tells graphql.parse.
            return false;
        }
    }

    private static Source Query(RegoValue source)
    {
        if (source is ObjectValue tree)
        {
            return new Source(tree, NoPositions);
        }

        var reader = new GraphQlQueryReader(((StringValue)source).Value);
        return new Source(reader.Document(), reader.Positions);
    }

    private static Source Schema(RegoValue source)
    {
        if (source is ObjectValue tree)
        {
            return new Source(tree, NoPositions);
        }

        var reader = new GraphQlSchemaReader(((StringValue)source).Value);
        return new Source(reader.Document(), reader.Positions);
    }

    private static GraphQlSchema Load(Source schema) => GraphQlSchema.Load(schema.Tree, schema.Positions);

    private static ArrayValue Both(RegoValue[] arguments)
    {
        var query = Query(arguments[0]);
        var schema = Schema(arguments[1]);
        new GraphQlValidator(Load(schema), query.Tree, query.Positions).Check();
        return new ArrayValue([query.Tree, schema.Tree]);
    }

    private static ArrayValue Verified(RegoValue[] arguments)
    {
        var trees = ArrayValue.Empty;
        return Holds(() => trees = Both(arguments))
            ? new ArrayValue([BooleanValue.True, .. trees.Items])
            : new ArrayValue([BooleanValue.False, ObjectValue.Empty, ObjectValue.Empty]);
    }
}
