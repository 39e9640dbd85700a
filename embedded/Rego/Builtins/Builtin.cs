using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

/// <summary>What a built-in computes; null is undefined, or an error when one was reported to the call.</summary>
internal delegate RegoValue? BuiltinFunction(CallContext call, RegoValue[] arguments);

internal sealed record Builtin(string Name, int Arity, BuiltinFunction Function)
{
    /// <summary>Answers may differ from call to call: one query sees one answer per argument list.</summary>
    public bool IsVolatile { get; init; }

    /// <summary>Answers the time, which is one for a query but another for the next.</summary>
    public bool IsClock { get; init; }

    /// <summary>Has many results; the planner iterates them.</summary>
    public bool IsRelation { get; init; }

    public bool IsComparison { get; init; }
}
