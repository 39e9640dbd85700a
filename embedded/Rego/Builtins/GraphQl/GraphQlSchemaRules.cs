using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins.GraphQl;

/// <summary>What must hold in a schema before a query may be checked against it.</summary>
internal sealed class GraphQlSchemaRules(GraphQlSchema schema)
{
    public void Check(ObjectValue document)
    {
        foreach (var type in schema.Types.Values.Where(type => !type.Name.StartsWith("__", StringComparison.Ordinal)))
        {
            CheckType(type);
        }

        foreach (var directive in GraphQlSchema.List(document, "Directives"))
        {
            CheckName(directive);
            CheckArguments(directive);
        }

        foreach (var source in GraphQlSchema.List(document, "Schema").Concat(GraphQlSchema.List(document, "SchemaExtension")))
        {
            CheckDirectives(GraphQlSchema.List(source, "Directives"), "SCHEMA");
        }

        foreach (var own in GraphQlSchema.List(document, "Definitions").Where(own => GraphQlSchema.Text(own, "Name").StartsWith("__", StringComparison.Ordinal)))
        {
            CheckName(own);
        }
    }

    private void CheckType(GraphQlType type)
    {
        CheckDirectives(type.Directives, type.Kind);
        foreach (var field in type.Fields)
        {
            CheckName(field);
            CheckField(type, field);
        }

        if (type.Fields.GroupBy(field => GraphQlSchema.Text(field, "Name")).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw schema.Error(twice.Last(), $"Field {type.Name}.{twice.Key} can only be defined once.");
        }

        switch (type.Kind)
        {
            case "OBJECT" or "INTERFACE" or "INPUT_OBJECT" when type.Fields.Count == 0:
                throw schema.Error(type.Definition, $"{type.Kind} {type.Name}: must define one or more {(type.Kind == "INPUT_OBJECT" ? "input " : "")}fields.");
            case "ENUM" when type.Values.Count == 0:
                throw schema.Error(type.Definition, $"{type.Kind} {type.Name}: must define one or more unique enum values.");
            case "UNION" when type.Members.Count == 0:
                throw schema.Error(type.Definition, $"UNION {type.Name}: must define one or more unique member types.");
            default:
                break;
        }

        foreach (var value in type.Values)
        {
            CheckDirectives(GraphQlSchema.List(value, "Directives"), "ENUM_VALUE");
        }

        foreach (var member in type.Members)
        {
            if (!schema.Types.TryGetValue(member, out var found) || found.Kind != "OBJECT")
            {
                throw schema.Error(type.Definition, $"Undefined type \"{member}\".");
            }
        }

        foreach (var name in type.Interfaces)
        {
            CheckInterface(type, name);
        }
    }

    private void CheckField(GraphQlType owner, ObjectValue field)
    {
        var isInput = owner.Kind == "INPUT_OBJECT";
        var type = Named(field, (ObjectValue)field.Get("Type")!);
        if (isInput ? !type.IsInput : !type.IsOutput)
        {
            throw schema.Error(field, $"{type.Kind} {type.Name}: field must be one of {(isInput ? "SCALAR, ENUM, INPUT_OBJECT" : "SCALAR, OBJECT, INTERFACE, UNION, ENUM")}.");
        }

        CheckDirectives(GraphQlSchema.List(field, "Directives"), isInput ? "INPUT_FIELD_DEFINITION" : "FIELD_DEFINITION");
        CheckArguments(field);
    }

    private void CheckArguments(ObjectValue owner)
    {
        foreach (var argument in GraphQlSchema.List(owner, "Arguments"))
        {
            CheckName(argument);
            var type = Named(argument, (ObjectValue)argument.Get("Type")!);
            if (!type.IsInput)
            {
                throw schema.Error(argument, $"cannot use {type.Name} as argument {GraphQlSchema.Text(argument, "Name")} because {type.Kind} is not a valid input type");
            }

            CheckDirectives(GraphQlSchema.List(argument, "Directives"), "ARGUMENT_DEFINITION");
        }
    }

    private GraphQlType Named(ObjectValue at, ObjectValue type)
    {
        while (type.Get("Elem") is ObjectValue element)
        {
            type = element;
        }

        var name = GraphQlSchema.Text(type, "NamedType");
        return schema.Types.TryGetValue(name, out var found) ? found : throw schema.Error(at, $"Undefined type {name}.");
    }

    private void CheckDirectives(IEnumerable<ObjectValue> directives, string location)
    {
        foreach (var directive in directives)
        {
            var name = GraphQlSchema.Text(directive, "Name");
            if (!schema.Directives.TryGetValue(name, out var definition))
            {
                throw schema.Error(directive, $"Undefined directive {name}.");
            }

            if (!GraphQlSchema.Texts(definition, "Locations").Contains(location))
            {
                throw schema.Error(directive, $"Directive {name} is not applicable on {location}.");
            }
        }
    }

    private void CheckInterface(GraphQlType type, string name)
    {
        if (!schema.Types.TryGetValue(name, out var contract))
        {
            throw schema.Error(type.Definition, $"Undefined type \"{name}\".");
        }

        if (contract.Kind != "INTERFACE")
        {
            throw schema.Error(type.Definition, $"{name} is a non interface type {contract.Kind}.");
        }

        foreach (var field in contract.Fields)
        {
            var fieldName = GraphQlSchema.Text(field, "Name");
            if (type.Field(fieldName) is null)
            {
                throw schema.Error(type.Definition, $"For {type.Name} to implement {name} it must have a field called {fieldName}.");
            }
        }

        foreach (var further in contract.Interfaces.Where(further => !type.Interfaces.Contains(further)))
        {
            throw schema.Error(type.Definition, $"Type {type.Name} must implement {further} because it is implemented by {name}.");
        }
    }

    private void CheckName(ObjectValue node)
    {
        var name = GraphQlSchema.Text(node, "Name");
        if (name.StartsWith("__", StringComparison.Ordinal))
        {
            throw schema.Error(node, $"Name \"{name}\" must not begin with \"__\", which is reserved by GraphQL introspection.");
        }
    }
}
