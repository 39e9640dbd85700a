using OpenClaw.Opa.Core;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Filters;

/// <summary>
/// Names in policies to names in the database: <c>{"fruits": {"$self": "FRUIT", "price": "PRICE"}, "name": {"$table": "fruits"}}</c>.
/// </summary>
internal sealed class Mappings(RegoValue? names)
{
    /// <summary>The column of a path below <c>input</c>; null when it names no column.</summary>
    public Column? Of(IReadOnlyList<string> path) => path switch
    {
        [var column] when names.At(column, "$table").AsText() is { } table => Named(table, column),
        [var table, var column] => Named(table, column),
        _ => null,
    };

    private Column Named(string table, string column) => new(names.At(table, "$self").AsText() ?? table, names.At(table, column).AsText() ?? column);
}
