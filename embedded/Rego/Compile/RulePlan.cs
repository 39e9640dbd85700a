using OpenClaw.Rego.Evaluate;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Compile;

/// <summary>One rule, or one branch of an else chain, ready to run.</summary>
internal sealed class RulePlan(Rule rule, Module module, DocNode node, int staticSteps)
{
    public Rule Rule { get; } = rule;

    public Module Module { get; } = module;

    public DocNode Node { get; } = node;

    /// <summary>Head steps that are part of the node's path; the rest is computed.</summary>
    public int StaticSteps { get; } = staticSteps;

    public Op Start { get; set; } = FailOp.Instance;

    /// <summary>The same rule for one known key or member, which waits in <see cref="KeySlot"/>; null when the head does not allow it.</summary>
    public Op? Keyed { get; set; }

    public int KeySlot { get; set; }

    public int Slots { get; set; }

    public int Temps { get; set; }

    public RulePlan? Else { get; set; }

    /// <summary>The value every solution has, when it is known before running.</summary>
    public RegoValue? Constant { get; set; }

    /// <summary>Rules and functions this rule reads.</summary>
    public HashSet<DocNode> Reads { get; } = [];

    public Resolution? Resolution { get; set; }

    public BodyOrders Orders { get; set; } = new();
}

/// <summary>A rule after name resolution.</summary>
internal sealed record Resolution(Scope Scope, L[] Body, T[] Path, T? Member, T? Value, int Slots)
{
    /// <summary>Where literals come from; only kept for plans that are traced.</summary>
    public IReadOnlyDictionary<L, Literal>? Sources { get; init; }
}
