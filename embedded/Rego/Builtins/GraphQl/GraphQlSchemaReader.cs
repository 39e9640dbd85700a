using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins.GraphQl;

internal sealed class GraphQlSchemaReader(string source) : GraphQlReader(source)
{
    private static readonly HashSet<string> Locations =
    [
        "QUERY", "MUTATION", "SUBSCRIPTION", "FIELD", "FRAGMENT_DEFINITION", "FRAGMENT_SPREAD", "INLINE_FRAGMENT", "VARIABLE_DEFINITION", "SCHEMA", "SCALAR",
        "OBJECT", "FIELD_DEFINITION", "ARGUMENT_DEFINITION", "INTERFACE", "UNION", "ENUM", "ENUM_VALUE", "INPUT_OBJECT", "INPUT_FIELD_DEFINITION",
    ];

    private readonly List<RegoValue> _schema = [];
    private readonly List<RegoValue> _schemaExtensions = [];
    private readonly List<RegoValue> _directives = [];
    private readonly List<RegoValue> _definitions = [];
    private readonly List<RegoValue> _extensions = [];

    public ObjectValue Document()
    {
        while (Current.Kind != GraphQlTokenKind.End)
        {
            var first = Current;
            var isText = first.Kind is GraphQlTokenKind.Text or GraphQlTokenKind.BlockText;
            var description = isText ? Take().Text : "";
            if (Current.IsName("extend"))
            {
                if (isText)
                {
                    throw Unexpected(first);
                }

                Take();
                Extension();
            }
            else
            {
                Definition(description);
            }
        }

        return Node(("Schema", Items(_schema)), ("SchemaExtension", Items(_schemaExtensions)), ("Directives", Items(_directives)),
            ("Definitions", Items(_definitions)), ("Extensions", Items(_extensions)));
    }

    private void Definition(string description)
    {
        switch (Current.Kind == GraphQlTokenKind.Name ? Current.Text : "")
        {
            case "schema":
                _schema.Add(Schema(description, mayBeBare: false));
                break;
            case "directive":
                _directives.Add(Directive(description));
                break;
            case "scalar" or "type" or "interface" or "union" or "enum" or "input":
                _definitions.Add(TypeDefinition(description, isExtension: false));
                break;
            default:
                throw Unexpected(Current);
        }
    }

    private void Extension()
    {
        switch (Current.Kind == GraphQlTokenKind.Name ? Current.Text : "")
        {
            case "schema":
                _schemaExtensions.Add(Schema("", mayBeBare: true));
                break;
            case "scalar" or "type" or "interface" or "union" or "enum" or "input":
                _extensions.Add(TypeDefinition("", isExtension: true));
                break;
            default:
                throw Unexpected(Current);
        }
    }

    private ObjectValue Schema(string description, bool mayBeBare)
    {
        var at = Take();
        var directives = Directives(true);
        var operations = ArrayValue.Empty;
        if (!mayBeBare || Current.Is("{"))
        {
            operations = Some("{", "}", () =>
            {
                var operation = Name();
                Expect(":");
                return Node(("Operation", Text(operation)), ("Type", Text(Name())));
            });
        }

        if (directives.Count == 0 && operations.Count == 0)
        {
            throw Unexpected(Current);
        }

        return At(at, Node(("Description", Text(description)), ("Directives", directives), ("OperationTypes", operations)));
    }

    private ObjectValue TypeDefinition(string description, bool isExtension)
    {
        var keyword = Take().Text;
        var at = Current;
        var name = Name();
        var interfaces = keyword is "type" or "interface" ? Interfaces() : ArrayValue.Empty;
        var directives = Directives(true);
        var fields = keyword is "type" or "interface" or "input" && Current.Is("{") ? Some("{", "}", keyword == "input" ? InputField : Field) : ArrayValue.Empty;
        var types = keyword == "union" ? Members() : ArrayValue.Empty;
        var values = keyword == "enum" && Current.Is("{") ? Some("{", "}", EnumValue) : ArrayValue.Empty;
        if (isExtension && interfaces.Count + directives.Count + fields.Count + types.Count + values.Count == 0)
        {
            throw Unexpected(Current);
        }

        var kind = keyword switch { "type" => "OBJECT", "input" => "INPUT_OBJECT", _ => keyword.ToUpperInvariant() };
        return At(at, Node(("Kind", Text(kind)), ("Description", Text(description)), ("Name", Text(name)), ("Directives", directives), ("Interfaces", interfaces),
            ("Fields", fields), ("Types", types), ("EnumValues", values), ("BuiltIn", BooleanValue.False)));
    }

    private ArrayValue Interfaces()
    {
        var names = new List<RegoValue>();
        if (TakeName("implements"))
        {
            TakeIf("&");
            do
            {
                names.Add(Text(Name()));
            }
            while (TakeIf("&"));
        }

        return Items(names);
    }

    private ArrayValue Members()
    {
        var names = new List<RegoValue>();
        if (TakeIf("="))
        {
            TakeIf("|");
            do
            {
                names.Add(Text(Name()));
            }
            while (TakeIf("|"));
        }

        return Items(names);
    }

    private string Description() => Current.Kind is GraphQlTokenKind.Text or GraphQlTokenKind.BlockText ? Take().Text : "";

    private ObjectValue Field()
    {
        var description = Description();
        var at = Current;
        var name = Name();
        var arguments = Current.Is("(") ? Some("(", ")", Argument) : ArrayValue.Empty;
        Expect(":");
        return At(at, Node(("Description", Text(description)), ("Name", Text(name)), ("Arguments", arguments), ("Type", Type()), ("Directives", Directives(true))));
    }

    private ObjectValue InputField() => Argument();

    private ObjectValue Argument()
    {
        var description = Description();
        var at = Current;
        var name = Name();
        Expect(":");
        var type = Type();
        var value = TakeIf("=") ? Value(true) : null;
        return At(at, Node(("Description", Text(description)), ("Name", Text(name)), ("DefaultValue", value), ("Type", type), ("Directives", Directives(true))));
    }

    private ObjectValue EnumValue()
    {
        var description = Description();
        var at = Current;
        return At(at, Node(("Description", Text(description)), ("Name", Text(Name())), ("Directives", Directives(true))));
    }

    private ObjectValue Directive(string description)
    {
        Take();
        Expect("@");
        var at = Current;
        var name = Name();
        var arguments = Current.Is("(") ? Some("(", ")", Argument) : ArrayValue.Empty;
        var isRepeatable = TakeName("repeatable");
        if (!TakeName("on"))
        {
            throw Error(Current, "\"on\"");
        }

        TakeIf("|");
        var locations = new List<RegoValue>();
        do
        {
            var token = Current;
            var location = Name();
            locations.Add(Locations.Contains(location) ? Text(location) : throw Unexpected(token));
        }
        while (TakeIf("|"));
        return At(at, Node(("Description", Text(description)), ("Name", Text(name)), ("Arguments", arguments), ("Locations", Items(locations)), ("IsRepeatable", BooleanValue.Of(isRepeatable))));
    }
}
