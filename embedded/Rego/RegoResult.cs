using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego;

/// <summary>The solutions of a query.</summary>
public sealed class RegoResult
{
    private readonly string[] _names;
    private readonly int _expressions;
    private readonly List<RegoValue[]> _rows;

    internal RegoResult(string[] names, int expressions, List<RegoValue[]> rows)
    {
        _names = names;
        _expressions = expressions;
        _rows = rows;
    }

    /// <summary>All solutions; empty when the query is undefined.</summary>
    public IReadOnlyList<RegoSolution> Solutions => field ??= _rows.ConvertAll(row => new RegoSolution(_names, _expressions, row));

    /// <summary>Whether there is at least one solution.</summary>
    public bool IsDefined => _rows.Count > 0;

    /// <summary>The value of the first solution's last expression; null when undefined (or JSON null, see <see cref="IsDefined"/>).</summary>
    public JsonNode? ToJson() => IsDefined ? JsonValues.ToNode(_rows[0][^1]) : null;

    /// <summary>Whether the query has exactly the answer <c>true</c>; needs no conversion.</summary>
    public bool IsTrue => IsDefined && ReferenceEquals(_rows[0][^1], BooleanValue.True);

    /// <summary>Writes what <see cref="ToJson"/> answers; <c>null</c> when undefined.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (IsDefined)
        {
            JsonValues.Write(writer, _rows[0][^1]);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
