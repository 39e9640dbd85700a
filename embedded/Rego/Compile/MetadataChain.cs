using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Compile;

/// <summary>What <c>rego.metadata.chain()</c> answers for a rule: its own annotations first, then those of its enclosing scopes.</summary>
internal static class MetadataChain
{
    public static ArrayValue Of(DocTree tree, Module module, Rule rule)
    {
        var package = module.Package.Select(part => (RegoValue)new StringValue(part)).ToArray();
        RegoValue[] path = [.. package, .. rule.Head.TakeWhile(step => step is ConstTerm).Select(step => ((ConstTerm)step).Value)];
        var chain = new List<RegoValue> { Entry(rule.Annotations, null, path) };
        var modules = tree.At(module.Package).Packages;
        foreach (var annotation in modules.SelectMany(source => source.Annotations.Where(a => a.Scope == "document" && IsFor(source, a, rule))))
        {
            chain.Add(Entry(annotation.Value, "document", path));
        }

        foreach (var annotation in modules.SelectMany(source => source.Annotations.Where(a => IsPackage(source, a))))
        {
            chain.Add(Entry(annotation.Value, "package", package));
        }

        for (var length = package.Length; length > 0; length--)
        {
            foreach (var annotation in tree.At(module.Package.Take(length)).Packages.SelectMany(source => source.Annotations).Where(a => a.Scope == "subpackages"))
            {
                chain.Add(Entry(annotation.Value, "subpackages", package[..length]));
            }
        }

        return new ArrayValue([.. chain]);
    }

    private static bool IsPackage(Module module, Annotation annotation) =>
        annotation.Scope == "package" || (annotation.Scope == "" && annotation.EndRow < module.At.Row);

    private static bool IsFor(Module module, Annotation annotation, Rule rule) =>
        module.Rules.Where(candidate => candidate.At.Row > annotation.EndRow).MinBy(candidate => candidate.At.Row)?.Name == rule.Name;

    private static ObjectValue Entry(ObjectValue? annotations, string? scope, RegoValue[] path)
    {
        if (annotations is null)
        {
            return ObjectValue.Of(("path", new ArrayValue(path)));
        }

        var value = scope is null ? annotations : annotations.With(new StringValue("scope"), new StringValue(scope));
        return ObjectValue.Of(("annotations", value), ("path", new ArrayValue(path)));
    }
}
