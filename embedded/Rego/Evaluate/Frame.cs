using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Evaluate;

/// <summary>The variables of one running rule. Closures of the rule share it.</summary>
internal sealed class Frame(EvalContext context)
{
    public EvalContext Context { get; } = context;

    /// <summary>Values by slot; what a slot holds before its first binding is never read.</summary>
    public RegoValue?[] Slots { get; private set; } = new RegoValue?[16];

    /// <summary>What closures collect and what literals have to restore.</summary>
    public object?[] Temps { get; private set; } = new object?[4];

    /// <summary>The single value of a complete rule or function.</summary>
    public RegoValue? Result { get; set; }

    /// <summary>The collection that the rule adds to.</summary>
    public object? Collector { get; set; }

    public void Reserve(int slots, int temps)
    {
        if (Slots.Length < slots)
        {
            Slots = new RegoValue?[slots * 2];
        }

        if (Temps.Length < temps)
        {
            Temps = new object?[temps * 2];
        }

        Result = null;
        Collector = null;
    }
}
