using System.Text.Json.Nodes;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego;

/// <summary>One solution: the values of the query's variables and of its expressions.</summary>
public sealed class RegoSolution
{
    private readonly string[] _names;
    private readonly int _expressions;
    private readonly RegoValue[] _row;

    internal RegoSolution(string[] names, int expressions, RegoValue[] row)
    {
        _names = names;
        _expressions = expressions;
        _row = row;
    }

    /// <summary>Named variables of the query; wildcards are left out.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Bindings =>
        field ??= _names.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => JsonValues.ToNode(_row[pair.i]));

    /// <summary>The value of each expression of the query, in source order.</summary>
    public IReadOnlyList<JsonNode?> Expressions =>
        field ??= [.. _row.Skip(_names.Length).Take(_expressions).Select(JsonValues.ToNode)];
}
