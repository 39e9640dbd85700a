using OpenClaw.Rego.Compile;

namespace OpenClaw.Rego.Types;

/// <summary>What is known of the documents and functions that rules make. Filled while a policy is compiled, read by queries.</summary>
internal sealed class TypeTable
{
    private readonly Dictionary<DocNode, RegoType?> _documents = [];
    private readonly Dictionary<DocNode, Signature?> _functions = [];

    public bool TryFind(DocNode node, out RegoType? type) => _documents.TryGetValue(node, out type);

    public void Set(DocNode node, RegoType? type) => _documents[node] = type;

    /// <summary>Null when a definition of the function is wrong in itself: its calls are not judged then.</summary>
    public Signature? Function(DocNode node) => _functions.GetValueOrDefault(node);

    public void Set(DocNode node, Signature? signature) => _functions[node] = signature;
}
