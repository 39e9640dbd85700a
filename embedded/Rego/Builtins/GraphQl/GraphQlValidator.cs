using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins.GraphQl;

/// <summary>Checks a query document against a schema; the first violation leaves as an exception.</summary>
internal sealed class GraphQlValidator(GraphQlSchema schema, ObjectValue document, IReadOnlyDictionary<RegoValue, (int Row, int Column)> positions)
{
    private readonly Dictionary<string, ObjectValue> _fragments = new(StringComparer.Ordinal);
    private readonly HashSet<string> _usedFragments = [];
    private Dictionary<string, ObjectValue> _variables = [];
    private HashSet<string> _usedVariables = [];

    public void Check()
    {
        foreach (var fragment in GraphQlSchema.List(document, "Fragments"))
        {
            var name = GraphQlSchema.Text(fragment, "Name");
            if (!_fragments.TryAdd(name, fragment))
            {
                throw Error(fragment, $"There can be only one fragment named \"{name}\".");
            }
        }

        var operations = GraphQlSchema.List(document, "Operations").ToList();
        if (operations.Count > 1 && operations.Find(operation => GraphQlSchema.Text(operation, "Name").Length == 0) is { } anonymous)
        {
            throw Error(anonymous, "This anonymous operation must be the only defined operation.");
        }

        foreach (var twice in operations.GroupBy(operation => GraphQlSchema.Text(operation, "Name")).Where(group => group.Count() > 1))
        {
            throw Error(twice.Last(), $"There can be only one operation named \"{twice.Key}\".");
        }

        foreach (var operation in operations)
        {
            CheckOperation(operation);
        }

        if (_fragments.Values.FirstOrDefault(fragment => !_usedFragments.Contains(GraphQlSchema.Text(fragment, "Name"))) is { } unused)
        {
            throw Error(unused, $"Fragment \"{GraphQlSchema.Text(unused, "Name")}\" is never used.");
        }
    }

    private GraphQlException Error(RegoValue node, string message)
    {
        var (row, column) = positions.TryGetValue(node, out var at) ? at : default;
        return new GraphQlException(message, row, column);
    }

    private void CheckOperation(ObjectValue operation)
    {
        var kind = GraphQlSchema.Text(operation, "Operation");
        if (!schema.Roots.TryGetValue(kind, out var root))
        {
            throw Error(operation, $"Schema does not support operation type \"{kind}\"");
        }

        _variables = new Dictionary<string, ObjectValue>(StringComparer.Ordinal);
        _usedVariables = [];
        foreach (var variable in GraphQlSchema.List(operation, "VariableDefinitions"))
        {
            CheckVariable(variable);
        }

        CheckDirectives(operation, kind.ToUpperInvariant());
        CheckSelections(operation, schema.Types[root], []);
        if (_variables.FirstOrDefault(pair => !_usedVariables.Contains(pair.Key)) is { Key: { } unused } pair)
        {
            var name = GraphQlSchema.Text(operation, "Name");
            throw Error(pair.Value, name.Length == 0 ? $"Variable \"${unused}\" is never used." : $"Variable \"${unused}\" is never used in operation \"{name}\".");
        }
    }

    private void CheckVariable(ObjectValue variable)
    {
        var name = GraphQlSchema.Text(variable, "Variable");
        if (!_variables.TryAdd(name, variable))
        {
            throw Error(variable, $"There can be only one variable named \"${name}\".");
        }

        var type = (ObjectValue)variable.Get("Type")!;
        if (!schema.Types.TryGetValue(Innermost(type), out var found))
        {
            throw Error(variable, $"Unknown type \"{Innermost(type)}\".");
        }

        if (!found.IsInput)
        {
            throw Error(variable, $"Variable \"${name}\" cannot be non-input type \"{Shown(type)}\".");
        }

        if (variable.Get("DefaultValue") is ObjectValue value)
        {
            CheckValue(value, type);
        }
    }

    private static string Innermost(ObjectValue type) => type.Get("Elem") is ObjectValue element ? Innermost(element) : GraphQlSchema.Text(type, "NamedType");

    private static bool IsNonNull(ObjectValue type) => type.Get("NonNull") is BooleanValue { Value: true };

    private static string Shown(ObjectValue type) =>
        (type.Get("Elem") is ObjectValue element ? $"[{Shown(element)}]" : GraphQlSchema.Text(type, "NamedType")) + (IsNonNull(type) ? "!" : "");

    private void CheckSelections(ObjectValue owner, GraphQlType type, HashSet<string> open)
    {
        foreach (var selection in GraphQlSchema.List(owner, "SelectionSet"))
        {
            if (selection.Get("Alias") is not null)
            {
                CheckField(selection, type, open);
            }
            else if (selection.Get("Name") is StringValue fragment)
            {
                CheckSpread(selection, fragment.Value, type, open);
            }
            else
            {
                CheckDirectives(selection, "INLINE_FRAGMENT");
                CheckSelections(selection, Condition(selection, type), open);
            }
        }
    }

    private GraphQlType Condition(ObjectValue fragment, GraphQlType type)
    {
        var name = GraphQlSchema.Text(fragment, "TypeCondition");
        if (name.Length == 0)
        {
            return type;
        }

        if (!schema.Types.TryGetValue(name, out var found))
        {
            throw Error(fragment, $"Unknown type \"{name}\".");
        }

        if (found.Kind is not ("OBJECT" or "INTERFACE" or "UNION"))
        {
            throw Error(fragment, $"Fragment cannot condition on non composite type \"{name}\".");
        }

        return Possible(found).Overlaps(Possible(type)) ? found
            : throw Error(fragment, $"Fragment cannot be spread here as objects of type \"{type.Name}\" can never be of type \"{name}\".");
    }

    private HashSet<string> Possible(GraphQlType type) => type.Kind switch
    {
        "UNION" => [.. type.Members],
        "INTERFACE" => [.. schema.Types.Values.Where(other => other.Kind == "OBJECT" && other.Interfaces.Contains(type.Name)).Select(other => other.Name)],
        _ => [type.Name],
    };

    private void CheckSpread(ObjectValue spread, string name, GraphQlType type, HashSet<string> open)
    {
        CheckDirectives(spread, "FRAGMENT_SPREAD");
        if (!_fragments.TryGetValue(name, out var fragment))
        {
            throw Error(spread, $"Unknown fragment \"{name}\".");
        }

        _usedFragments.Add(name);
        if (!open.Add(name))
        {
            throw Error(spread, $"Cannot spread fragment \"{name}\" within itself.");
        }

        CheckDirectives(fragment, "FRAGMENT_DEFINITION");
        CheckSelections(fragment, Condition(fragment, type), open);
        open.Remove(name);
    }

    private void CheckField(ObjectValue field, GraphQlType owner, HashSet<string> open)
    {
        var name = GraphQlSchema.Text(field, "Name");
        CheckDirectives(field, "FIELD");
        if (name == "__typename")
        {
            return;
        }

        var definition = owner.Field(name);
        if (owner.Name == schema.Roots.GetValueOrDefault("query"))
        {
            definition ??= name switch
            {
                "__schema" => ObjectValue.Of(("Name", new StringValue(name)), ("Type", ObjectValue.Of(("NamedType", new StringValue("__Schema"))))),
                "__type" => ObjectValue.Of(("Name", new StringValue(name)), ("Type", ObjectValue.Of(("NamedType", new StringValue("__Type")))),
                    ("Arguments", new ArrayValue([ObjectValue.Of(("Name", new StringValue("name")), ("Type", ObjectValue.Of(("NamedType", new StringValue("String")), ("NonNull", BooleanValue.True))))]))),
                _ => null,
            };
        }

        if (definition is null)
        {
            throw Error(field, $"Cannot query field \"{name}\" on type \"{owner.Name}\".");
        }

        CheckArguments(field, definition, $"Field \"{name}\"");
        var type = schema.Types[Innermost((ObjectValue)definition.Get("Type")!)];
        var hasSelections = GraphQlSchema.List(field, "SelectionSet").Any();
        if (type.IsLeaf == hasSelections)
        {
            throw Error(field, type.IsLeaf
                ? $"Field \"{name}\" must not have a selection since type \"{type.Name}\" has no subfields."
                : $"Field \"{name}\" of type \"{Shown((ObjectValue)definition.Get("Type")!)}\" must have a selection of subfields. Did you mean \"{name} {{ ... }}\"?");
        }

        CheckSelections(field, type, open);
    }

    private void CheckArguments(ObjectValue owner, ObjectValue definition, string what)
    {
        var declared = GraphQlSchema.List(definition, "Arguments").ToDictionary(argument => GraphQlSchema.Text(argument, "Name"));
        var given = new HashSet<string>();
        foreach (var argument in GraphQlSchema.List(owner, "Arguments"))
        {
            var name = GraphQlSchema.Text(argument, "Name");
            if (!declared.TryGetValue(name, out var expected))
            {
                throw Error(argument, $"Unknown argument \"{name}\" on {what.ToLowerInvariant()[..1]}{what[1..]}.");
            }

            if (!given.Add(name))
            {
                throw Error(argument, $"There can be only one argument named \"{name}\".");
            }

            if (argument.Get("Value") is ObjectValue value)
            {
                CheckValue(value, (ObjectValue)expected.Get("Type")!, expected.Get("DefaultValue") is not null);
            }
        }

        foreach (var (name, argument) in declared)
        {
            var type = (ObjectValue)argument.Get("Type")!;
            if (IsNonNull(type) && argument.Get("DefaultValue") is null && !given.Contains(name))
            {
                throw Error(owner, $"{what} argument \"{name}\" of type \"{Shown(type)}\" is required, but it was not provided");
            }
        }
    }

    private void CheckDirectives(ObjectValue owner, string location)
    {
        foreach (var directive in GraphQlSchema.List(owner, "Directives"))
        {
            var name = GraphQlSchema.Text(directive, "Name");
            if (!schema.Directives.TryGetValue(name, out var definition))
            {
                throw Error(directive, $"Unknown directive \"@{name}\".");
            }

            if (!GraphQlSchema.Texts(definition, "Locations").Contains(location))
            {
                throw Error(directive, $"Directive \"@{name}\" may not be used on {location}.");
            }

            CheckArguments(directive, definition, $"Directive \"@{name}\"");
        }
    }

    private void CheckValue(ObjectValue value, ObjectValue type, bool hasDefault = false)
    {
        var kind = (int)((value.Get("Kind") as NumberValue)?.Long ?? 7);
        var raw = GraphQlSchema.Text(value, "Raw");
        if (kind == 0)
        {
            CheckUse(value, raw, type, hasDefault);
            return;
        }

        if (kind == 6)
        {
            if (IsNonNull(type))
            {
                throw Error(value, $"Expected value of type \"{Shown(type)}\", found null.");
            }

            return;
        }

        if (type.Get("Elem") is ObjectValue element)
        {
            foreach (var item in kind == 8 ? GraphQlSchema.List(value, "Children").Select(child => (ObjectValue)child.Get("Value")!) : [value])
            {
                CheckValue(item, element);
            }

            return;
        }

        if (!Fits(value, kind, raw, schema.Types[GraphQlSchema.Text(type, "NamedType")]))
        {
            throw Error(value, $"Expected value of type \"{Shown(type)}\", found {raw}.");
        }
    }

    private bool Fits(ObjectValue value, int kind, string raw, GraphQlType type)
    {
        switch (type.Kind)
        {
            case "ENUM":
                return kind == 7 && type.Values.Exists(known => GraphQlSchema.Text(known, "Name") == raw);
            case "INPUT_OBJECT":
                return kind == 9 && FitsInput(value, type);
            default:
                return type.Name switch
                {
                    "Int" => kind == 1,
                    "Float" => kind is 1 or 2,
                    "String" => kind is 3 or 4,
                    "Boolean" => kind == 5,
                    "ID" => kind is 1 or 3 or 4,
                    _ => true,
                };
        }
    }

    private bool FitsInput(ObjectValue value, GraphQlType type)
    {
        var given = GraphQlSchema.List(value, "Children").ToDictionary(child => GraphQlSchema.Text(child, "Name"), child => (ObjectValue)child.Get("Value")!);
        foreach (var (name, child) in given)
        {
            if (type.Field(name) is not { } field)
            {
                throw Error(value, $"Field \"{name}\" is not defined by type \"{type.Name}\".");
            }

            CheckValue(child, (ObjectValue)field.Get("Type")!, field.Get("DefaultValue") is not null);
        }

        var missing = type.Fields.Find(field => IsNonNull((ObjectValue)field.Get("Type")!) && field.Get("DefaultValue") is null && !given.ContainsKey(GraphQlSchema.Text(field, "Name")));
        return missing is null ? true
            : throw Error(value, $"Field \"{type.Name}.{GraphQlSchema.Text(missing, "Name")}\" of required type \"{Shown((ObjectValue)missing.Get("Type")!)}\" was not provided.");
    }

    private void CheckUse(ObjectValue value, string name, ObjectValue type, bool hasDefault)
    {
        if (!_variables.TryGetValue(name, out var variable))
        {
            throw Error(value, $"Variable \"${name}\" is not defined.");
        }

        _usedVariables.Add(name);
        var own = (ObjectValue)variable.Get("Type")!;
        var defaulted = hasDefault || variable.Get("DefaultValue") is ObjectValue given && given.Get("Kind") is not NumberValue { Long: 6 };
        if (!IsSubtype(own, type, defaulted))
        {
            throw Error(value, $"Variable \"${name}\" of type \"{Shown(own)}\" used in position expecting type \"{Shown(type)}\".");
        }
    }

    private static bool IsSubtype(ObjectValue own, ObjectValue expected, bool defaulted)
    {
        if (IsNonNull(expected) && !IsNonNull(own) && !defaulted)
        {
            return false;
        }

        return (own.Get("Elem"), expected.Get("Elem")) switch
        {
            (ObjectValue a, ObjectValue b) => IsSubtype(a, b, false),
            (null, null) => GraphQlSchema.Text(own, "NamedType") == GraphQlSchema.Text(expected, "NamedType"),
            _ => false,
        };
    }
}
