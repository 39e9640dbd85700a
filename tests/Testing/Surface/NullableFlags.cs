using System.Reflection;
using System.Runtime.CompilerServices;

namespace OpenClaw.Testing.Surface;

/// <summary>
/// The compiler's nullability marks of one signature position, in the order in which its types are written. Read directly,
/// because the framework's reader answers "nullable" for every unconstrained type parameter.
/// </summary>
internal sealed class NullableFlags
{
    private const byte Annotated = 2;
    private readonly byte[] _flags;
    private int _next;

    private NullableFlags(byte[] flags) => _flags = flags;

    public static NullableFlags Of(ParameterInfo parameter) =>
        new(Own(parameter.GetCustomAttributesData()) ?? [Context(parameter.Member)]);

    public static NullableFlags Of(MemberInfo member) => new(Own(member.GetCustomAttributesData()) ?? [Context(member)]);

    /// <summary>A position for which nothing is read, such as a base type.</summary>
    public static NullableFlags None() => new([0]);

    /// <summary>Whether the next reference type or type parameter carries a question mark.</summary>
    public bool NextIsAnnotated() => Next() == Annotated;

    /// <summary>Generic structs take a place in the list although they say nothing.</summary>
    public void Skip() => Next();

    private byte Next() => _flags.Length == 1 ? _flags[0] : _flags[_next++];

    private static byte[]? Own(IList<CustomAttributeData> attributes)
    {
        var attribute = attributes.FirstOrDefault(data => data.AttributeType.FullName == "System.Runtime.CompilerServices.NullableAttribute");
        return attribute?.ConstructorArguments[0].Value switch
        {
            byte single => [single],
            IReadOnlyCollection<CustomAttributeTypedArgument> several => [.. several.Select(flag => (byte)flag.Value!)],
            _ => null,
        };
    }

    private static byte Context(MemberInfo member)
    {
        if (member is PropertyInfo property && (property.GetMethod ?? property.SetMethod) is { } accessor)
        {
            member = accessor;
        }

        for (var place = member; place is not null; place = place.DeclaringType)
        {
            if (place.GetCustomAttribute<NullableContextAttribute>() is { } context)
            {
                return context.Flag;
            }
        }

        return 0;
    }
}
