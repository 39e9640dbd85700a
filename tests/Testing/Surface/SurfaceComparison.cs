using System.Reflection;

namespace OpenClaw.Testing.Surface;

/// <summary>Compares what a stand-in shows with what the reference pages say about the original.</summary>
public sealed class SurfaceComparison
{
    private readonly DocumentedSurface _documented;

    private SurfaceComparison(DocumentedSurface documented) => _documented = documented;

    /// <summary>Reads the signature blocks of pages below the shared folder.</summary>
    public static SurfaceComparison With(params string[] pages) =>
        WithFiles([.. pages.Select(page => Path.Combine(SolutionPaths.Shared!, page))]);

    /// <summary>Reads the signature blocks of files.</summary>
    public static SurfaceComparison WithFiles(params string[] files) => new(DocumentedSurface.Read(files));

    /// <summary>Number of signatures read; a page that changed its notation must not silently pass.</summary>
    public int SignatureCount => _documented.Types.Sum(type => type.Members.Count) + _documented.Loose.Count;

    /// <summary>The types an assembly shows, without what the compiler adds.</summary>
    public static IEnumerable<Type> PublicTypesOf(Assembly assembly) => ReflectedSurface.TypesOf(assembly);

    /// <summary>Public types and members that are not documented with exactly this signature.</summary>
    public IEnumerable<SurfaceFinding> Undocumented(Assembly standIn) => ReflectedSurface.TypesOf(standIn).SelectMany(Undocumented);

    /// <summary>What is wrong with a type of ours, its members included.</summary>
    public IEnumerable<SurfaceFinding> Undocumented(Type type) => Heading(type).Concat(
        ReflectedSurface.MembersOf(type).Select(member => Undocumented(type, member)).OfType<SurfaceFinding>());

    /// <summary>The finding about one member; null when it is documented as it is.</summary>
    public SurfaceFinding? Undocumented(Type type, MemberInfo member)
    {
        var ours = ReflectedSurface.Of(type);
        var text = ReflectedSurface.TextOf(type, member);
        var documented = _documented.Find(type.Namespace, ours.Key);
        if (documented?.Members.Any(candidate => IsSame(candidate, text, ours)) == true || _documented.Loose.Contains(text) || IsImplicitConstructor(documented, ours, member))
        {
            return null;
        }

        var hint = (documented?.Members ?? []).Concat(_documented.Loose).Where(candidate => NameOf(candidate) == NameOf(text));
        return new SurfaceFinding(FullName(type), text, string.Join("\n    documented: ", hint));
    }

    /// <summary>
    /// Members that whoever implements a documented interface or abstract class of ours would have to add for the original.
    /// </summary>
    public IEnumerable<SurfaceFinding> Unimplemented(Assembly standIn)
    {
        foreach (var type in ReflectedSurface.TypesOf(standIn).Where(type => type.IsInterface || (type.IsAbstract && !type.IsSealed)))
        {
            var ours = ReflectedSurface.Of(type);
            var demanded = (_documented.Find(type.Namespace, ours.Key)?.Members ?? [])
                .Where(member => type.IsInterface || member.Contains("abstract ", StringComparison.Ordinal));
            foreach (var member in demanded.Except(ours.Members))
            {
                yield return new SurfaceFinding(FullName(type), member, "");
            }
        }
    }

    /// <summary>The finding about a type or member that code of ours names; null when the packages have it.</summary>
    public SurfaceFinding? Misused(Type type, MemberInfo? member)
    {
        if (!type.IsVisible || member is MethodBase { IsPublic: false, IsFamily: false, IsFamilyOrAssembly: false })
        {
            return new SurfaceFinding(FullName(type), member?.ToString() ?? "not public", "used although it is not public");
        }

        // What the compiler adds to every record, and what comes from a base outside, is not written by anyone.
        var isWritten = member is null || ReflectedSurface.MembersOf(type).Contains(member);
        return !isWritten ? null : member is null ? Heading(type).FirstOrDefault() : Undocumented(type, member);
    }

    /// <summary>The pages leave out the parameterless constructor of every record and of every class written on one line.</summary>
    private static bool IsImplicitConstructor(SurfaceType? documented, SurfaceType ours, MemberInfo member) =>
        documented is not null && member is ConstructorInfo constructor && constructor.GetParameters().Length == 0
        && (ours.Kind.EndsWith("record", StringComparison.Ordinal) || documented.IsOneLine || ours.Kind.StartsWith("abstract", StringComparison.Ordinal));

    private IEnumerable<SurfaceFinding> Heading(Type type)
    {
        var ours = ReflectedSurface.Of(type);
        var documented = _documented.Find(type.Namespace, ours.Key);
        if (documented is null)
        {
            // A class of extension methods that the page does not name is judged by its methods.
            if (ours.Kind != "static class")
            {
                yield return new SurfaceFinding(FullName(type), Kind(ours), "");
            }

            yield break;
        }

        if (documented.Kind.Length > 0 && (!IsKind(documented.Kind, ours.Kind) || documented.Marks != ours.Marks || !HasBases(type, ours, documented)))
        {
            yield return new SurfaceFinding(FullName(type), Kind(ours), Kind(documented));
        }
    }

    private static bool IsSame(string documented, string text, SurfaceType ours) =>
        documented == text
        || (documented.EndsWith("=*", StringComparison.Ordinal) && text.StartsWith(documented[..^1], StringComparison.Ordinal))

        || (documented.EndsWith(SurfaceType.AnyAccessors, StringComparison.Ordinal) && text.StartsWith(documented[..^SurfaceType.AnyAccessors.Length] + "{ ", StringComparison.Ordinal))

        // Who can call the constructor of an abstract class is no question.
        || (ours.Kind.StartsWith("abstract", StringComparison.Ordinal) && text == $"protected {documented}" && documented.StartsWith(ours.Name + "(", StringComparison.Ordinal));

    /// <summary>A class of ours may be sealed where the original is not: that only takes from callers.</summary>
    private static bool IsKind(string documented, string ours) => documented == ours || (documented == "class" && ours == "sealed class");

    /// <summary>Pages list inherited interfaces or leave them out.</summary>
    private static bool HasBases(Type type, SurfaceType ours, SurfaceType documented)
    {
        var all = type.GetInterfaces().Select(TypeText.Of).ToHashSet(StringComparer.Ordinal);
        for (var parent = type.BaseType; parent is not null; parent = parent.BaseType)
        {
            all.Add(TypeText.Of(parent));
        }

        var required = ours.Bases.Where(name => !type.GetInterfaces().Any(other => other.GetInterfaces().Select(TypeText.Of).Contains(name)));
        return all.IsSupersetOf(documented.Bases) && !required.Except(documented.Bases).Any();
    }

    private static string Kind(SurfaceType type) =>
        type.Kind + (type.Bases.Count == 0 ? "" : " : " + string.Join(", ", type.Bases.Order(StringComparer.Ordinal))) + type.Marks;

    private static string FullName(Type type) => $"{type.Namespace}.{TypeText.NameOf(type)}";

    private static string NameOf(string member)
    {
        var end = member.IndexOfAny(['(', '{', '=']);
        var head = (end < 0 ? member : member[..end]).Trim();
        var generic = head.EndsWith('>') ? head.LastIndexOf('<') : -1;
        head = generic < 0 ? head : head[..generic];
        return head[(head.LastIndexOf(' ') + 1)..];
    }
}
