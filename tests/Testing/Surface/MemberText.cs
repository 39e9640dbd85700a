using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace OpenClaw.Testing.Surface;

/// <summary>Members in the notation of the signature blocks, ready for comparison.</summary>
internal static class MemberText
{
    public static string Of(MemberInfo member) => SignatureText.Normalize(Write(member) + Marks(member));

    /// <summary>Obsolete and experimental marks, as the pages write them.</summary>
    public static string Marks(MemberInfo member) =>
        (member.IsDefined(typeof(ObsoleteAttribute)) && !member.IsDefined(typeof(CompilerFeatureRequiredAttribute)) && member is not Type { IsByRefLike: true } ? " // [Obsolete]" : "")
        + (member.GetCustomAttribute<ExperimentalAttribute>() is { } mark ? $" // [Experimental {mark.DiagnosticId}]" : "");

    private static string Write(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"{Modifiers(constructor)}{constructor.DeclaringType!.Name.Split('`')[0]}({Parameters(constructor)})",
        MethodInfo method => $"{Modifiers(method)}{TypeText.Of(method.ReturnParameter)} {method.Name}{TypeParameters(method)}({Parameters(method)}){Constraints(method)}",
        PropertyInfo property => $"{Modifiers((property.GetMethod ?? property.SetMethod)!)}{TypeText.Of(property)} {property.Name} {{ {Accessors(property)} }}",
        FieldInfo { IsLiteral: true } constant => $"static const {TypeText.Of(constant)} {constant.Name} = {constant.GetRawConstantValue()}",
        FieldInfo field => $"{(field.IsStatic ? "static " : "")}{TypeText.Of(field)} {field.Name}",
        _ => member.ToString()!,
    };

    private static string Modifiers(MethodBase method)
    {
        var words = new List<string>();
        if (!method.IsPublic)
        {
            words.Add("protected");
        }

        if (method.IsStatic)
        {
            words.Add("static");
        }

        if (!method.DeclaringType!.IsInterface && method is MethodInfo info && info.GetBaseDefinition() == info)
        {
            words.AddRange(method.IsAbstract ? ["abstract"] : method is { IsVirtual: true, IsFinal: false } ? ["virtual"] : Array.Empty<string>());
        }

        return string.Concat(words.Select(word => word + " "));
    }

    private static string TypeParameters(MethodInfo method) => method.IsGenericMethodDefinition
        ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>"
        : "";

    private static string Constraints(MethodInfo method) => method.IsGenericMethodDefinition
        ? string.Concat(method.GetGenericArguments().Select(Constraint))
        : "";

    private static string Constraint(Type parameter)
    {
        var attributes = parameter.GenericParameterAttributes;
        var isStruct = attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        IEnumerable<string> parts =
        [
            .. attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) ? ["class"] : Array.Empty<string>(),
            .. isStruct ? ["struct"] : Array.Empty<string>(),
            .. parameter.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(TypeText.Of),
            .. attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !isStruct ? ["new()"] : Array.Empty<string>(),
        ];
        var all = string.Join(", ", parts);
        return all.Length == 0 ? "" : $" where {parameter.Name} : {all}";
    }

    private static string Accessors(PropertyInfo property)
    {
        var accessors = new List<string>();
        if (property.GetMethod is { } get && IsVisible(get))
        {
            accessors.Add("get;");
        }

        if (property.SetMethod is { } set && IsVisible(set))
        {
            var isInit = set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
            accessors.Add((set.IsPublic ? "" : "protected ") + (isInit ? "init;" : "set;"));
        }

        return string.Join(' ', accessors);
    }

    public static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Parameters(MethodBase method)
    {
        var isExtension = method.IsDefined(typeof(ExtensionAttribute));
        return string.Join(", ", method.GetParameters().Select((parameter, index) => (isExtension && index == 0 ? "this " : "") + Parameter(parameter)));
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var kind = parameter.ParameterType.IsByRef
            ? parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref "
            : parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        return $"{kind}{TypeText.Of(parameter)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {Default(parameter)}" : "")}";
    }

    private static string Default(ParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return parameter.RawDefaultValue switch
        {
            null => "default",
            string text => $"\"{text}\"",
            bool flag => flag ? "true" : "false",
            var number when type.IsEnum => Enum.GetName(type, number) ?? "default",
            var other => Convert.ToString(other, CultureInfo.InvariantCulture)!,
        };
    }
}
