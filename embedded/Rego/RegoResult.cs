using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenClaw.Rego;

/// <summary>The solutions of a query.</summary>
public sealed class RegoResult
{
    internal RegoResult(IReadOnlyList<RegoSolution> solutions) => Solutions = solutions;

    /// <summary>All solutions; empty when the query is undefined.</summary>
    public IReadOnlyList<RegoSolution> Solutions { get; }

    /// <summary>Whether there is at least one solution.</summary>
    public bool IsDefined => Solutions.Count > 0;

    /// <summary>The value of the first solution's last expression; null when undefined (or JSON null, see <see cref="IsDefined"/>).</summary>
    public JsonNode? ToJson() => IsDefined ? Solutions[0].Expressions[^1] : null;

    /// <summary>Writes what <see cref="ToJson"/> answers; <c>null</c> when undefined.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (ToJson() is { } node)
        {
            node.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
