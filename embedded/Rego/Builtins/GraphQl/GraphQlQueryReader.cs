using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins.GraphQl;

internal sealed class GraphQlQueryReader(string source) : GraphQlReader(source)
{
    public ObjectValue Document()
    {
        var operations = new List<RegoValue>();
        var fragments = new List<RegoValue>();
        while (Current.Kind != GraphQlTokenKind.End)
        {
            var token = Current;
            if (token.Is("{"))
            {
                operations.Add(At(token, Node(("Operation", Text("query")), ("Name", Text("")), ("SelectionSet", Selections()))));
            }
            else if (token.Kind == GraphQlTokenKind.Name && token.Text is "query" or "mutation" or "subscription")
            {
                operations.Add(Operation());
            }
            else if (token.IsName("fragment"))
            {
                fragments.Add(Fragment());
            }
            else
            {
                throw Unexpected(token);
            }
        }

        return Node(("Operations", Items(operations)), ("Fragments", Items(fragments)));
    }

    private ObjectValue Operation()
    {
        var at = Take();
        var name = Current.Kind == GraphQlTokenKind.Name ? Take().Text : "";
        return At(at, Node(("Operation", Text(at.Text)), ("Name", Text(name)), ("VariableDefinitions", Variables()), ("Directives", Directives(false)), ("SelectionSet", Selections())));
    }

    private ArrayValue Variables() => Current.Is("(")
        ? Some("(", ")", () =>
        {
            var at = Current;
            Expect("$");
            var name = Name();
            Expect(":");
            var type = Type();
            var value = TakeIf("=") ? Value(true) : null;
            return At(at, Node(("Variable", Text(name)), ("Type", type), ("DefaultValue", value), ("Directives", Directives(false)), ("Used", BooleanValue.False)));
        })
        : ArrayValue.Empty;

    private ArrayValue Selections() => Some("{", "}", () => Current.Is("...") ? Spread() : Field());

    private ObjectValue Field()
    {
        var at = Current;
        var alias = Name();
        var name = TakeIf(":") ? Name() : alias;
        return At(at, Node(("Alias", Text(alias)), ("Name", Text(name)), ("Arguments", Arguments(false)), ("Directives", Directives(false)),
            ("SelectionSet", Current.Is("{") ? Selections() : null)));
    }

    private ObjectValue Spread()
    {
        var at = Take();
        if (Current.Kind == GraphQlTokenKind.Name && Current.Text != "on")
        {
            return At(at, Node(("Name", Text(Name())), ("Directives", Directives(false))));
        }

        var condition = TakeName("on") ? Name() : "";
        return At(at, Node(("TypeCondition", Text(condition)), ("Directives", Directives(false)), ("SelectionSet", Selections())));
    }

    private ObjectValue Fragment()
    {
        var at = Take();
        if (Current.IsName("on"))
        {
            throw Unexpected(Current);
        }

        var name = Name();
        var variables = Variables();
        if (!TakeName("on"))
        {
            throw Error(Current, "\"on\"");
        }

        return At(at, Node(("Name", Text(name)), ("VariableDefinition", variables), ("TypeCondition", Text(Name())), ("Directives", Directives(false)), ("SelectionSet", Selections())));
    }
}
