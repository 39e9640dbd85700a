using System.Reflection;
using System.Runtime.CompilerServices;

namespace OpenClaw.Testing.Surface;

/// <summary>What an assembly shows to its callers.</summary>
internal static class ReflectedSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<Type> TypesOf(Assembly assembly) =>
        assembly.GetExportedTypes().Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute)));

    public static SurfaceType Of(Type type) =>
        new(type.Namespace, TypeText.NameOf(type), KindOf(type), [.. BasesOf(type)], [.. MembersOf(type).Select(member => TextOf(type, member))], MemberText.Marks(type));

    public static IEnumerable<MemberInfo> MembersOf(Type type)
    {
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static);
        }

        if (typeof(Delegate).IsAssignableFrom(type))
        {
            return [];
        }

        var isRecord = IsRecord(type);
        return type.GetMembers(Declared).Where(member => IsVisible(type, member)
            && !(isRecord && IsOfEveryRecord(member))
            && !(member is MethodInfo method && IsInherited(method)));
    }

    public static string TextOf(Type type, MemberInfo member) =>
        type.IsEnum ? $"{member.Name}={Convert.ToInt64(((FieldInfo)member).GetRawConstantValue(), null)}" : MemberText.Of(member);

    public static bool IsRecord(Type type) =>
        type.GetMethod("<Clone>$", Declared) is not null || type.GetMethod("PrintMembers", Declared)?.IsDefined(typeof(CompilerGeneratedAttribute)) == true;

    private static bool IsOfEveryRecord(MemberInfo member) =>
        member.Name is "EqualityContract" || (member is not PropertyInfo && member.IsDefined(typeof(CompilerGeneratedAttribute)));

    private static bool IsVisible(Type type, MemberInfo member) => member switch
    {
        ConstructorInfo constructor => !constructor.IsStatic && MemberText.IsVisible(constructor) && !(type is { IsValueType: true } && constructor.GetParameters().Length == 0),
        MethodInfo method => MemberText.IsVisible(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)),
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(MemberText.IsVisible),
        FieldInfo field => (field.IsPublic || field.IsFamily) && !field.IsSpecialName,
        _ => false,
    };

    /// <summary>An override adds nothing to what a caller may write.</summary>
    private static bool IsInherited(MethodInfo method) => method.GetBaseDefinition() != method;

    private static string KindOf(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
        { IsValueType: true } => IsRecord(type) ? "record struct" : "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        _ => (type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "") + (IsRecord(type) ? "record" : "class"),
    };

    private static IEnumerable<string> BasesOf(Type type)
    {
        if (type.IsEnum || typeof(Delegate).IsAssignableFrom(type))
        {
            return [];
        }

        var inherited = type.BaseType?.GetInterfaces() ?? [];
        var self = IsRecord(type) ? $"IEquatable<{TypeText.Of(type)}>" : null;
        return [
            .. type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) ? [TypeText.Of(parent)] : Array.Empty<string>(),
            .. type.GetInterfaces().Except(type.IsValueType ? [] : inherited).Where(candidate => candidate.IsVisible).Select(TypeText.Of).Where(name => name != self),
        ];
    }
}
