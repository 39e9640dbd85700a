using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Compile;

/// <summary>Builds the tree of virtual documents from all modules.</summary>
internal sealed class DocTree
{
    private int _count;

    public DocTree() => Root = new DocNode("data", null, _count++);

    public DocNode Root { get; }

    public int Count => _count;

    public DocNode At(IEnumerable<string> path)
    {
        var node = Root;
        foreach (var name in path)
        {
            if (node.Find(name) is not { } child)
            {
                child = new DocNode(name, node, _count++);
                node.Children.Add(name, child);
            }

            node = child;
        }

        return node;
    }

    public DocNode Add(Module module)
    {
        var node = At(module.Package);
        node.Packages.Add(module);
        return node;
    }

    /// <summary>The node of a rule's constant path and the number of head steps that lead to it.</summary>
    public (DocNode Node, int Steps) Place(Module module, Rule rule)
    {
        var names = rule.Head.TakeWhile(step => step is ConstTerm { Value: StringValue })
            .Select(step => ((StringValue)((ConstTerm)step).Value).Value).ToList();
        return (At([.. module.Package, .. names]), names.Count);
    }
}
