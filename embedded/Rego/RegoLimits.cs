namespace OpenClaw.Rego;

/// <summary>What one evaluation may spend. Reaching a limit ends it with <c>eval_cancel_error</c>.</summary>
public sealed record RegoLimits
{
    /// <summary>The limits used when a caller names none.</summary>
    public static RegoLimits Default { get; } = new();

    /// <summary>Wall-clock time. Default 5 s: far above any decision, short enough to free the thread.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Iterations and calls. Default 100 million, about what fits into the default time.</summary>
    public long MaxSteps { get; init; } = 100_000_000;

    /// <summary>Elements that all values built by the evaluation may have together. Default 20 million, some 1 GB.</summary>
    public long MaxElements { get; init; } = 20_000_000;

    /// <summary>Nesting of rule and function calls. Default 2,000; a smaller stack ends the evaluation before.</summary>
    public int MaxDepth { get; init; } = 2000;
}
