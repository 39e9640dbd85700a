using System.Text.Json.Nodes;

namespace OpenClaw.Rego;

/// <summary>One solution: the values of the query's variables and of its expressions.</summary>
public sealed class RegoSolution
{
    internal RegoSolution(IReadOnlyDictionary<string, JsonNode?> bindings, IReadOnlyList<JsonNode?> expressions)
    {
        Bindings = bindings;
        Expressions = expressions;
    }

    /// <summary>Named variables of the query; wildcards are left out.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Bindings { get; }

    /// <summary>The value of each expression of the query, in source order.</summary>
    public IReadOnlyList<JsonNode?> Expressions { get; }
}
