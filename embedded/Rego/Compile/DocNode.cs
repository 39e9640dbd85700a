using OpenClaw.Rego.Evaluate;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Compile;

/// <summary>One name in the tree of virtual documents: a package, a rule set, or an object that rules build together.</summary>
internal sealed class DocNode(string name, DocNode? parent, int id)
{
    public string Name { get; } = name;

    public StringValue Key { get; } = new(name);

    public DocNode? Parent { get; } = parent;

    public int Id { get; } = id;

    public Dictionary<string, DocNode> Children { get; } = new(StringComparer.Ordinal);

    /// <summary>Names that a reader of this node can come by, in their order. Asked for only when the tree is complete.</summary>
    public RegoValue[] Names => field ??= [.. Children.Values.Where(child => !child.IsFunction).Select(child => (RegoValue)child.Key).Order()];

    /// <summary>This node where no base document lies under it and nothing is replaced.</summary>
    public DocRef Bare => field ??= new DocRef(this, null, null);

    public List<Module> Packages { get; } = [];

    /// <summary>Rules whose whole path is this node, complete or functions.</summary>
    public List<RulePlan> Rules { get; } = [];

    /// <summary>Rules that add members to the set at this node.</summary>
    public List<RulePlan> Sets { get; } = [];

    /// <summary>Rules whose path goes on from here with computed steps.</summary>
    public List<RulePlan> Dynamic { get; } = [];

    public RulePlan? Default { get; set; }

    public bool IsFunction { get; set; }

    public int Arity { get; set; }

    public bool HasRules => Rules.Count > 0 || Sets.Count > 0 || Dynamic.Count > 0 || Default is not null;

    /// <summary>Has a value of its own, so that readers do not descend into children.</summary>
    public bool IsDocument => HasRules && !IsFunction;

    public RuleIndex? Index { get; set; }

    /// <summary>A function whose results are remembered by arguments.</summary>
    public bool IsRemembered { get; set; }

    /// <summary>Every rule here can answer for one key alone.</summary>
    public bool IsKeyed { get; set; }

    /// <summary>Whether a reference that passes through, or ends here, reads the rules of this node.</summary>
    public bool IsReferenced(bool ends) => HasRules && (ends || !IsFunction);

    public string PathText => Parent is null ? Name : $"{Parent.PathText}.{Name}";

    public DocNode? Find(string child) => Children.GetValueOrDefault(child);

    public IEnumerable<DocNode> Below() => Children.Values.SelectMany(child => child.Below().Prepend(child));

    public IEnumerable<RulePlan> AllRules() => Rules.Concat(Sets).Concat(Dynamic).Concat(Default is null ? [] : [Default]);
}
