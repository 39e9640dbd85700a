using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Types;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Evaluate;

/// <summary>Rules and base documents as evaluations see them; nothing in it changes.</summary>
internal sealed record PolicySnapshot(DocTree Tree, RegoValue Data, RegoCompileOptions Options)
{
    private readonly DocRef[] _documents = Lay(Tree, Data);

    /// <summary>What the compiler inferred; queries are checked against it.</summary>
    public TypeTable Types { get; init; } = new();

    public int NodeCount => Tree.Count;

    /// <summary>The rules at a node with the base documents of the same path.</summary>
    public DocRef At(DocNode node) => _documents[node.Id];

    /// <summary>The same rules over other base documents; nothing is compiled again.</summary>
    public PolicySnapshot WithData(RegoValue data) => new(Tree, data, Options) { Types = Types };

    private static DocRef[] Lay(DocTree tree, RegoValue data)
    {
        var documents = new DocRef[tree.Count];
        Lay(documents, tree.Root, data);
        return documents;
    }

    private static void Lay(DocRef[] documents, DocNode node, RegoValue? under)
    {
        documents[node.Id] = new DocRef(node, under, null);
        foreach (var (name, child) in node.Children)
        {
            Lay(documents, child, under?.Get(new StringValue(name)));
        }
    }
}
