using OpenClaw.Rego.Builtins;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Evaluate;

/// <summary>What rules see: input, base documents, replaced functions; with the rule values already found under it.</summary>
internal sealed class World(RegoValue? input, RegoValue data, int rules)
{
    private readonly int _rules = rules;
    private RegoValue?[]? _memo;
    private FunctionMemo? _calls;

    public RegoValue? Input { get; private set; } = input;

    public RegoValue Data { get; private init; } = data;

    /// <summary>Paths under data that a <c>with</c> replaced; null when none.</summary>
    public Mask? Masks { get; private init; }

    public IReadOnlyDictionary<string, FunctionReplacement>? Functions { get; private init; }

    /// <summary>Rule values by node; <see cref="Undefined"/> marks a rule found to be undefined.</summary>
    public RegoValue?[] Memo => _memo ??= new RegoValue?[_rules];

    /// <summary>Results of functions that were called before.</summary>
    public FunctionMemo Calls => _calls ??= new FunctionMemo();

    /// <summary>Answers for single keys, and how many keys of a node were asked for.</summary>
    public Dictionary<(int Node, RegoValue Key), RegoValue?> KeyedMemo { get; } = [];

    public Dictionary<int, int> KeyedCount { get; } = [];

    /// <summary>Prepares the outermost world for the next evaluation.</summary>
    public void Reset(RegoValue? input)
    {
        Input = input;
        if (_memo is not null)
        {
            Array.Clear(_memo);
        }

        _calls?.Clear();
        if (KeyedMemo.Count > 0)
        {
            KeyedMemo.Clear();
            KeyedCount.Clear();
        }
    }

    public World WithInput(RegoValue? input) => new(input, Data, _rules) { Masks = Masks, Functions = Functions };

    public World WithData(RegoValue data, Mask masks) => new(Input, data, _rules) { Masks = masks, Functions = Functions };

    public World WithFunctions(IReadOnlyDictionary<string, FunctionReplacement> functions) =>
        new(Input, Data, _rules) { Masks = Masks, Functions = functions };
}

/// <summary>What answers in place of a function: a value, a built-in, or a function of the policy.</summary>
internal sealed record FunctionReplacement(RegoValue? Value, Builtin? Builtin, DocNode? Function);

/// <summary>Replaced paths as a tree; a leaf hides the rules at and under it.</summary>
internal sealed class Mask
{
    public static readonly Mask Leaf = new();

    private readonly Dictionary<RegoValue, Mask> _children = [];

    public bool IsLeaf => _children.Count == 0;

    public Mask? Find(RegoValue key) => _children.GetValueOrDefault(key);

    public Mask Add(ReadOnlySpan<RegoValue> path)
    {
        if (path.IsEmpty)
        {
            return Leaf;
        }

        var result = new Mask();
        foreach (var (key, child) in _children)
        {
            result._children.Add(key, child);
        }

        var next = Find(path[0]);
        result._children[path[0]] = next is { IsLeaf: true } ? next : (next ?? new Mask()).Add(path[1..]);
        return result;
    }
}

/// <summary>The mark of a rule that was evaluated and has no value.</summary>
internal static class Undefined
{
    public static readonly RegoValue Mark = new StringValue("undefined");

    public static RegoValue? Open(RegoValue value) => ReferenceEquals(value, Mark) ? null : value;
}
