using System.Reflection;
using System.Runtime.CompilerServices;

namespace OpenClaw.Testing.Surface;

/// <summary>Types as they are written in C#, without namespaces.</summary>
internal static class TypeText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    public static string Of(Type type) => Write(type, NullableFlags.None(), new Queue<string?>());

    public static string Of(ParameterInfo parameter) =>
        Write(parameter.ParameterType, NullableFlags.Of(parameter), TupleNames(parameter.GetCustomAttribute<TupleElementNamesAttribute>()));

    public static string Of(PropertyInfo property) =>
        Write(property.PropertyType, NullableFlags.Of(property), TupleNames(property.GetCustomAttribute<TupleElementNamesAttribute>()));

    public static string Of(FieldInfo field) =>
        Write(field.FieldType, NullableFlags.Of(field), TupleNames(field.GetCustomAttribute<TupleElementNamesAttribute>()));

    /// <summary>The type's own name with its parameters: <c>IResourceBuilder&lt;T&gt;</c>.</summary>
    public static string NameOf(Type type)
    {
        var name = Bare(type);
        return type.IsGenericTypeDefinition ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(argument => argument.Name))}>" : name;
    }

    private static string Write(Type type, NullableFlags flags, Queue<string?> tupleNames)
    {
        if (type.IsByRef)
        {
            return Write(type.GetElementType()!, flags, tupleNames);
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Write(underlying, flags, tupleNames) + "?";
        }

        if (type.IsValueType && !type.IsGenericParameter)
        {
            if (type.IsGenericType)
            {
                flags.Skip();
            }

            return WriteConstructed(type, flags, tupleNames);
        }

        var mark = flags.NextIsAnnotated() ? "?" : "";
        return (type.IsArray ? Write(type.GetElementType()!, flags, tupleNames) + "[]" : WriteConstructed(type, flags, tupleNames)) + mark;
    }

    private static string WriteConstructed(Type type, NullableFlags flags, Queue<string?> tupleNames)
    {
        if (!type.IsGenericType)
        {
            return Keywords.TryGetValue(type, out var keyword) ? keyword : Bare(type);
        }

        var arguments = type.GetGenericArguments();
        if (type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true || type.Name.StartsWith("ValueTuple`", StringComparison.Ordinal))
        {
            var names = arguments.Select(_ => tupleNames.TryDequeue(out var name) ? name : null).ToArray();
            var elements = arguments.Select((argument, index) => Write(argument, flags, tupleNames) + (names[index] is { } name ? " " + name : ""));
            return $"({string.Join(", ", elements)})";
        }

        return $"{Bare(type)}<{string.Join(", ", arguments.Select(argument => Write(argument, flags, tupleNames)))}>";
    }

    private static string Bare(Type type)
    {
        var name = type.Name.Split('`')[0];
        return type is { IsNested: true, IsGenericParameter: false } ? $"{Bare(type.DeclaringType!)}.{name}" : name;
    }

    private static Queue<string?> TupleNames(TupleElementNamesAttribute? attribute) => new(attribute?.TransformNames ?? []);
}
