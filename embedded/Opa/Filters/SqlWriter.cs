using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Filters;

/// <summary>Conditions as the text of a WHERE clause.</summary>
internal sealed class SqlWriter(string dialect)
{
    public string Where(Filter filter) => filter is CompoundFilter { Parts.Count: 0 } ? "" : "WHERE " + Of(filter);

    private string Of(Filter filter) => filter switch
    {
        CompoundFilter compound => $"({string.Join(compound.IsOr ? " OR " : " AND ", compound.Parts.Select(Of))})",
        NotFilter not => "NOT " + Of(not.Part),
        ExistsFilter exists => exists.Column.Text + " IS NOT NULL",
        ColumnFilter columns => $"{columns.Column.Text} {Sign(columns.Operator)} {columns.Other.Text}",
        ValueFilter value => Of(value),
        _ => throw new InvalidOperationException($"no SQL for {filter.GetType().Name}"),
    };

    private string Of(ValueFilter filter) => (filter.Operator, filter.Value) switch
    {
        ("eq", NullValue) => filter.Column.Text + " IS NULL",
        ("ne", NullValue) => filter.Column.Text + " IS NOT NULL",
        ("in", ArrayValue { Count: 0 }) => "1 = 0",
        ("in", ArrayValue values) => In(filter.Column, [.. values.Items]),
        ("startswith", StringValue text) => Like(filter.Column, Escaped(text.Value) + "%"),
        ("endswith", StringValue text) => Like(filter.Column, "%" + Escaped(text.Value)),
        ("contains", StringValue text) => Like(filter.Column, $"%{Escaped(text.Value)}%"),
        var (comparison, value) => $"{filter.Column.Text} {Sign(comparison)} {Literal(value)}",
    };

    /// <summary>NULL is no member of a list in SQL, but a value like others in Rego.</summary>
    private string In(Column column, List<RegoValue> values)
    {
        var hasNull = values.RemoveAll(value => value is NullValue) > 0;
        var list = values.Count == 0 ? null : $"{column.Text} IN ({string.Join(", ", values.Select(Literal))})";
        return (list, hasNull) switch
        {
            (null, _) => column.Text + " IS NULL",
            (_, true) => $"({list} OR {column.Text} IS NULL)",
            _ => list,
        };
    }

    private string Like(Column column, string pattern) => $"{column.Text} LIKE {Quoted(pattern)}" + (dialect == "sqlserver" ? " ESCAPE '\\'" : "");

    /// <summary>What LIKE reads as a sign of its own.</summary>
    private string Escaped(string text)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
        return dialect == "sqlserver" ? escaped.Replace("[", "\\[", StringComparison.Ordinal) : escaped;
    }

    private static string Sign(string comparison) => comparison switch
    {
        "eq" => "=",
        "ne" => "<>",
        "lt" => "<",
        "lte" => "<=",
        "gt" => ">",
        _ => ">=",
    };

    private string Literal(RegoValue value) => value switch
    {
        NullValue => "NULL",
        BooleanValue { Value: var truth } when dialect == "sqlserver" => truth ? "1" : "0",
        BooleanValue { Value: var truth } => truth ? "TRUE" : "FALSE",
        StringValue text => Quoted(text.Value),

        // A quoted number takes the type of the column it stands beside.
        _ => Quoted(value.ToString()),
    };

    private string Quoted(string text)
    {
        var quoted = text.Replace("'", "''", StringComparison.Ordinal);
        return dialect switch
        {
            "postgresql" => $"E'{quoted.Replace("\\", "\\\\", StringComparison.Ordinal)}'",
            "mysql" => $"'{quoted.Replace("\\", "\\\\", StringComparison.Ordinal)}'",
            "sqlserver" => $"N'{quoted}'",
            _ => $"'{quoted}'",
        };
    }
}
