using OpenClaw.Opa.Core;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Filters;

/// <summary>Conditions as a tree in the UCAST form.</summary>
internal static class UcastWriter
{
    public static ObjectValue Of(Filter filter) => filter switch
    {
        CompoundFilter { Parts.Count: 0 } => ObjectValue.Empty,
        CompoundFilter compound => Compound(compound.IsOr ? "or" : "and", compound.Parts),
        NotFilter not => Compound("not", [not.Part]),
        ExistsFilter exists => Field(exists.Column, "ne", NullValue.Instance),
        ColumnFilter columns => Field(columns.Column, columns.Operator, Json.Object(("field", Json.Text(columns.Other.Text)))),
        ValueFilter value => Field(value.Column, value.Operator, value.Value),
        _ => throw new InvalidOperationException($"no UCAST for {filter.GetType().Name}"),
    };

    private static ObjectValue Compound(string operation, IReadOnlyList<Filter> parts) => Json.Object(
        ("type", Json.Text("compound")), ("operator", Json.Text(operation)), ("value", Json.Array(parts.Select(Of))));

    private static ObjectValue Field(Column column, string operation, RegoValue value) => Json.Object(
        ("type", Json.Text("field")), ("field", Json.Text(column.Text)), ("operator", Json.Text(operation)), ("value", value));
}
