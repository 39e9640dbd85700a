using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Filters;

// Conditions on rows, one record per form; together in one file because each is a line.
internal abstract record Filter(Location At);

/// <summary><c>and</c> or <c>or</c>.</summary>
internal sealed record CompoundFilter(Location At, bool IsOr, IReadOnlyList<Filter> Parts) : Filter(At);

internal sealed record NotFilter(Location At, Filter Part) : Filter(At);

/// <param name="Operator">eq, ne, lt, lte, gt, gte, in, startswith, endswith, contains.</param>
internal sealed record ValueFilter(Location At, Column Column, string Operator, RegoValue Value) : Filter(At);

internal sealed record ColumnFilter(Location At, Column Column, string Operator, Column Other) : Filter(At);

/// <summary>The column has a value.</summary>
internal sealed record ExistsFilter(Location At, Column Column) : Filter(At);

/// <summary>A column under its name in the database; without a table where a mapping left none.</summary>
internal sealed record Column(string? Table, string Name)
{
    public string Text => Table is null ? Name : $"{Table}.{Name}";
}
