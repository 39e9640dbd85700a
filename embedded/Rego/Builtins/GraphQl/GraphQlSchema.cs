using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins.GraphQl;

/// <summary>A schema document with its extensions merged and its rules checked.</summary>
internal sealed class GraphQlSchema
{
    private const string Prelude = """
        scalar Int scalar Float scalar String scalar Boolean scalar ID
        directive @include(if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
        directive @skip(if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
        directive @deprecated(reason: String = "No longer supported") on FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE
        directive @specifiedBy(url: String!) on SCALAR
        directive @defer(if: Boolean = true, label: String) on FRAGMENT_SPREAD | INLINE_FRAGMENT
        directive @oneOf on INPUT_OBJECT
        type __Schema { description: String types: [__Type!]! queryType: __Type! mutationType: __Type subscriptionType: __Type directives: [__Directive!]! }
        type __Type { kind: __TypeKind! name: String description: String fields(includeDeprecated: Boolean = false): [__Field!] interfaces: [__Type!]
          possibleTypes: [__Type!] enumValues(includeDeprecated: Boolean = false): [__EnumValue!] inputFields: [__InputValue!] ofType: __Type specifiedByURL: String }
        type __Field { name: String! description: String args: [__InputValue!]! type: __Type! isDeprecated: Boolean! deprecationReason: String }
        type __InputValue { name: String! description: String type: __Type! defaultValue: String }
        type __EnumValue { name: String! description: String isDeprecated: Boolean! deprecationReason: String }
        enum __TypeKind { SCALAR OBJECT INTERFACE UNION ENUM INPUT_OBJECT LIST NON_NULL }
        type __Directive { name: String! description: String locations: [__DirectiveLocation!]! args: [__InputValue!]! isRepeatable: Boolean! }
        enum __DirectiveLocation { QUERY MUTATION SUBSCRIPTION FIELD FRAGMENT_DEFINITION FRAGMENT_SPREAD INLINE_FRAGMENT VARIABLE_DEFINITION SCHEMA SCALAR OBJECT
          FIELD_DEFINITION ARGUMENT_DEFINITION INTERFACE UNION ENUM ENUM_VALUE INPUT_OBJECT INPUT_FIELD_DEFINITION }
        """;

    private static readonly ObjectValue Builtin = new GraphQlSchemaReader(Prelude).Document();
    private readonly IReadOnlyDictionary<RegoValue, (int Row, int Column)> _positions;

    private GraphQlSchema(IReadOnlyDictionary<RegoValue, (int Row, int Column)> positions) => _positions = positions;

    public Dictionary<string, GraphQlType> Types { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, ObjectValue> Directives { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Roots { get; } = new(StringComparer.Ordinal);

    public static GraphQlSchema Load(ObjectValue document, IReadOnlyDictionary<RegoValue, (int Row, int Column)> positions)
    {
        var schema = new GraphQlSchema(positions);
        schema.AddDefinitions(Builtin);
        schema.AddDefinitions(document);
        schema.AddExtensions(document);
        schema.ReadRoots(document);
        new GraphQlSchemaRules(schema).Check(document);
        return schema;
    }

    public static IEnumerable<ObjectValue> List(RegoValue? node, string field) =>
        (node?.Get(new StringValue(field)) as ArrayValue)?.Items.OfType<ObjectValue>() ?? [];

    public static string Text(RegoValue node, string field) => (node.Get(new StringValue(field)) as StringValue)?.Value ?? "";

    public static IEnumerable<string> Texts(RegoValue node, string field) =>
        (node.Get(new StringValue(field)) as ArrayValue)?.Items.OfType<StringValue>().Select(text => text.Value) ?? [];

    public GraphQlException Error(RegoValue node, string message)
    {
        var (row, column) = _positions.TryGetValue(node, out var at) ? at : default;
        return new GraphQlException(message, row, column);
    }

    private void AddDefinitions(ObjectValue document)
    {
        foreach (var definition in List(document, "Definitions"))
        {
            var name = Text(definition, "Name");
            if (!Types.TryAdd(name, new GraphQlType(definition)))
            {
                throw Error(definition, $"Cannot redeclare type {name}.");
            }
        }

        foreach (var directive in List(document, "Directives"))
        {
            var name = Text(directive, "Name");
            if (!Directives.TryAdd(name, directive) && !List(Builtin, "Directives").Any(known => Text(known, "Name") == name))
            {
                throw Error(directive, $"Cannot redeclare directive {name}.");
            }
        }
    }

    private void AddExtensions(ObjectValue document)
    {
        foreach (var extension in List(document, "Extensions"))
        {
            var name = Text(extension, "Name");
            if (!Types.TryGetValue(name, out var type))
            {
                Types.Add(name, new GraphQlType(extension));
            }
            else if (type.Kind != Text(extension, "Kind"))
            {
                throw Error(extension, $"Cannot extend type {name} because the base type is a {type.Kind}, not {Text(extension, "Kind")}.");
            }
            else
            {
                type.Extend(extension);
            }
        }
    }

    private void ReadRoots(ObjectValue document)
    {
        if (List(document, "Schema").Skip(1).FirstOrDefault() is { } second)
        {
            throw Error(second, "Cannot have multiple schema entry points, consider schema extensions instead.");
        }

        foreach (var source in List(document, "Schema").Concat(List(document, "SchemaExtension")))
        {
            foreach (var operation in List(source, "OperationTypes"))
            {
                var (kind, name) = (Text(operation, "Operation"), Text(operation, "Type"));
                Roots[kind] = Types.ContainsKey(name) ? name : throw Error(source, $"Schema root {kind} refers to a type {name} that does not exist.");
            }
        }

        foreach (var (kind, name) in new[] { ("query", "Query"), ("mutation", "Mutation"), ("subscription", "Subscription") })
        {
            if (!List(document, "Schema").Any() && Types.ContainsKey(name))
            {
                Roots.TryAdd(kind, name);
            }
        }
    }
}

/// <summary>One type with what extensions add to it.</summary>
internal sealed class GraphQlType
{
    public GraphQlType(ObjectValue definition)
    {
        Definition = definition;
        Kind = GraphQlSchema.Text(definition, "Kind");
        Name = GraphQlSchema.Text(definition, "Name");
        Extend(definition);
    }

    public ObjectValue Definition { get; }

    public string Kind { get; }

    public string Name { get; }

    public List<ObjectValue> Fields { get; } = [];

    public List<ObjectValue> Values { get; } = [];

    public List<string> Interfaces { get; } = [];

    public List<string> Members { get; } = [];

    public List<ObjectValue> Directives { get; } = [];

    public bool IsInput => Kind is "SCALAR" or "ENUM" or "INPUT_OBJECT";

    public bool IsOutput => Kind != "INPUT_OBJECT";

    public bool IsLeaf => Kind is "SCALAR" or "ENUM";

    public void Extend(ObjectValue source)
    {
        Fields.AddRange(GraphQlSchema.List(source, "Fields"));
        Values.AddRange(GraphQlSchema.List(source, "EnumValues"));
        Interfaces.AddRange(GraphQlSchema.Texts(source, "Interfaces"));
        Members.AddRange(GraphQlSchema.Texts(source, "Types"));
        Directives.AddRange(GraphQlSchema.List(source, "Directives"));
    }

    public ObjectValue? Field(string name) => Fields.Find(field => GraphQlSchema.Text(field, "Name") == name);
}
