using OpenClaw.Opa.Core;
using OpenClaw.Rego.Evaluate;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Partial;

/// <summary>What all evaluators of one request share.</summary>
/// <param name="DisabledInlining">Paths of rules that stay rules.</param>
internal sealed record PartialContext(PolicyState State, RegoValue? Input, IReadOnlyList<string> DisabledInlining, CancellationToken Cancellation)
{
    // Some seconds of work; what takes more is no filter that anybody wants to apply to rows.
    private const int MaxWork = 100_000;

    private int _work;

    /// <summary>More alternatives than these in the place of one name make an answer longer than a rule would.</summary>
    public int MaxInlined { get; init; } = 32;

    /// <summary>Listens to what is evaluated completely.</summary>
    public EvalProbe? Probe { get; init; }

    public SupportRules Support { get; } = new();

    /// <summary>Counts one body visited.</summary>
    public void Spend()
    {
        Cancellation.ThrowIfCancellationRequested();
        if (++_work > MaxWork)
        {
            throw new UnsupportedException("more alternatives than can be looked at");
        }
    }
}
