using System.Text.Json.Nodes;

namespace OpenClaw.Rego;

/// <summary>A compiled query. Immutable and safe to share between threads; each evaluation keeps its own state.</summary>
public sealed class RegoQuery
{
    private readonly CompiledPolicy _policy;

    internal RegoQuery(CompiledPolicy policy) => _policy = policy;

    /// <summary>Evaluates with the given JSON text as <c>input</c>; an empty span leaves input undefined.</summary>
    /// <exception cref="RegoException">A conflict, a strict built-in error, or a limit.</exception>
    public RegoResult Evaluate(ReadOnlySpan<byte> inputUtf8Json, RegoLimits? limits = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(_policy);
        return new RegoResult([]);
    }

    /// <summary>Evaluates with the given node as <c>input</c>; null leaves input undefined.</summary>
    /// <exception cref="RegoException">A conflict, a strict built-in error, or a limit.</exception>
    public RegoResult Evaluate(JsonNode? input, RegoLimits? limits = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(_policy);
        return new RegoResult([]);
    }
}
