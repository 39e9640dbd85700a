using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace OpenClaw.Testing.Surface;

/// <summary>
/// Which types and members of the stand-ins a built assembly really names. The compiler has already chosen the overloads,
/// so each of them must exist in the original with the same signature.
/// </summary>
public sealed class UsedMembers
{
    private readonly Dictionary<string, MemberInfo> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Type> _types = new(StringComparer.Ordinal);

    private UsedMembers(IEnumerable<Assembly> standIns)
    {
        foreach (var type in standIns.SelectMany(assembly => assembly.GetTypes()))
        {
            _types[SignatureNames.Of(type)] = type;
            const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
            foreach (var member in type.GetMembers(all).Where(member => member is MethodBase or FieldInfo))
            {
                _members[KeyOf(type, member)] = member;
            }
        }
    }

    public static UsedMembers Of(params Assembly[] standIns) => new(standIns);

    /// <summary>Types and members named in a file, with the member that stands in the source: a property for its accessor.</summary>
    public IReadOnlyCollection<(Type Type, MemberInfo? Member)> In(string file)
    {
        using var stream = File.OpenRead(file);
        using var image = new PEReader(stream);
        var reader = image.GetMetadataReader();
        var types = reader.TypeReferences.Select(handle => SignatureNames.Instance.GetTypeFromReference(reader, handle, 0))
            .Where(_types.ContainsKey).Select(name => (_types[name], (MemberInfo?)null));
        var members = reader.MemberReferences.Select(handle => Find(reader, reader.GetMemberReference(handle)))
            .OfType<MemberInfo>().Select(member => (member.DeclaringType!, (MemberInfo?)AsWritten(member)));
        return [.. types.Concat(members).Distinct()];
    }

    private MemberInfo? Find(MetadataReader reader, MemberReference reference)
    {
        var parent = reference.Parent.Kind switch
        {
            HandleKind.TypeReference => SignatureNames.Instance.GetTypeFromReference(reader, (TypeReferenceHandle)reference.Parent, 0),
            HandleKind.TypeSpecification => reader.GetTypeSpecification((TypeSpecificationHandle)reference.Parent).DecodeSignature(SignatureNames.Instance, null),
            _ => "",
        };
        var definition = parent.Split('<')[0];
        if (!_types.ContainsKey(definition))
        {
            return null;
        }

        var name = reader.GetString(reference.Name);
        var key = reference.GetKind() == MemberReferenceKind.Field
            ? $"{definition}::{name}"
            : KeyOf(definition, name, reference.DecodeMethodSignature(SignatureNames.Instance, null));
        return _members.GetValueOrDefault(key) ?? throw new InvalidOperationException($"{key} is named, but no stand-in has it: build everything first.");
    }

    private static string KeyOf(string type, string name, MethodSignature<string> signature) =>
        $"{type}::{name}`{signature.GenericParameterCount}({string.Join(",", signature.ParameterTypes)}) {signature.ReturnType}";

    private static string KeyOf(Type type, MemberInfo member) => member switch
    {
        MethodInfo method => $"{SignatureNames.Of(type)}::{method.Name}`{(method.IsGenericMethodDefinition ? method.GetGenericArguments().Length : 0)}({Parameters(method)}) {SignatureNames.Of(method.ReturnType)}",
        ConstructorInfo constructor => $"{SignatureNames.Of(type)}::{constructor.Name}`0({Parameters(constructor)}) Void",
        _ => $"{SignatureNames.Of(type)}::{member.Name}",
    };

    private static string Parameters(MethodBase method) => string.Join(",", method.GetParameters().Select(parameter => SignatureNames.Of(parameter.ParameterType)));

    private static MemberInfo AsWritten(MemberInfo member) => member is MethodInfo { IsSpecialName: true } accessor && accessor.Name.Contains('_', StringComparison.Ordinal)
        ? accessor.DeclaringType!.GetProperty(accessor.Name[(accessor.Name.IndexOf('_', StringComparison.Ordinal) + 1)..], BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly) ?? member
        : member;
}
