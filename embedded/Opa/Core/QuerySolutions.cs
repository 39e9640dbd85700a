using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Core;

/// <summary>
/// Which rows of an ad-hoc query are solutions. A lone condition shows its value, also when it is false; in a search, or
/// beside other expressions, a false one ends the row.
/// </summary>
internal static class QuerySolutions
{
    public static List<RegoValue[]> Of(string query, QueryPlan plan, List<RegoValue[]> rows)
    {
        if (!rows.Any(row => IsFalse(plan, row)))
        {
            return rows;
        }

        var literals = Parser.ParseQuery(query);
        var searches = literals.Count > 1 || literals[0] is not ExprLiteral { Expression: var expression } || Iterates(expression);
        return searches ? rows.FindAll(row => !IsFalse(plan, row)) : rows;
    }

    private static bool IsFalse(QueryPlan plan, RegoValue[] row) =>
        row.Skip(plan.Names.Length).Any(value => ReferenceEquals(value, BooleanValue.False));

    private static bool Iterates(Term term) => term switch
    {
        RefTerm reference => reference.Path.Any(step => step is VarTerm || Iterates(step)) || Iterates(reference.Head),
        CallTerm call => call.Operator is VarTerm { Name: "walk" } || call.Arguments.Any(Iterates),
        ArrayTerm array => array.Items.Any(Iterates),
        SetTerm set => set.Items.Any(Iterates),
        ObjectTerm obj => obj.Pairs.Any(pair => Iterates(pair.Key) || Iterates(pair.Value)),
        _ => false,
    };
}
