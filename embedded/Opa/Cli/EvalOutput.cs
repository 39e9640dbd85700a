using OpenClaw.Opa.Core;
using OpenClaw.Opa.Explain;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Cli;

/// <summary>Solutions as JSON, values, bindings, text or raw lines.</summary>
internal static class EvalOutput
{
    public static void Write(string format, PreparedQuery query, List<RegoValue[]> rows, ObjectValue? metrics, RegoValue? coverage, Explanation? explanation)
    {
        switch (format)
        {
            case "json":
                Console.WriteLine(Json.Write(Json.Object(
                    ("result", rows.Count == 0 ? null : Json.Array(rows.Select(row => Result(query, row)))), ("metrics", metrics), ("coverage", coverage), ("explanation", explanation?.ToJson(pretty: false))), pretty: true));
                break;
            case "values":
                WriteLines(rows.Select(row => Json.Write(Json.Array(Values(query, row)), pretty: true)));
                break;
            case "bindings":
                WriteLines(rows.Select(row => Json.Write(Bindings(query, row), pretty: true)));
                break;
            case "raw":
                WriteLines(rows.Select(row => string.Join(' ', Values(query, row).Select(Raw))));
                break;
            case "pretty":
                WriteLines(explanation?.Lines() ?? []);
                Pretty(query, rows, coverage);
                break;
            default:
                break;
        }
    }

    private static ObjectValue Result(PreparedQuery query, RegoValue[] row) => Json.Object(
        ("expressions", Json.Array(Values(query, row).Zip(query.Expressions, (value, expression) => Json.Object(
            ("value", value),
            ("text", Json.Text(expression.Text)),
            ("location", Json.Object(("row", Json.Number(expression.At.Row)), ("col", Json.Number(expression.At.Column)))))))),
        ("bindings", query.Plan.Names.Length == 0 ? null : Bindings(query, row)));

    private static IEnumerable<RegoValue> Values(PreparedQuery query, RegoValue[] row) => row.Skip(query.Plan.Names.Length);

    private static ObjectValue Bindings(PreparedQuery query, RegoValue[] row) =>
        Json.Object(query.Plan.Names.Select((name, i) => (name, (RegoValue?)row[i])));

    private static string Raw(RegoValue value) => value.AsText() ?? Json.Write(value);

    private static void WriteLines(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Console.WriteLine(line);
        }
    }

    private static void Pretty(PreparedQuery query, List<RegoValue[]> rows, RegoValue? coverage)
    {
        if (rows.Count == 0)
        {
            Console.WriteLine("undefined");
        }
        else if (query.Plan.Names.Length == 0 && query.Expressions.Count == 1 && rows.Count == 1)
        {
            Console.WriteLine(Json.Write(rows[0][^1], pretty: true));
        }
        else
        {
            Table(query, rows);
        }

        if (coverage is not null)
        {
            Console.WriteLine(Json.Write(coverage, pretty: true));
        }
    }

    private static void Table(PreparedQuery query, List<RegoValue[]> rows)
    {
        // Assignments and plain conditions are true by themselves: a column would say nothing.
        var shown = Enumerable.Range(0, query.Expressions.Count)
            .Where(i => rows.Any(row => !row[query.Plan.Names.Length + i].IsTrue())).ToList();
        string[] header = [.. query.Plan.Names, .. shown.Select(i => query.Expressions[i].Text)];
        if (header.Length == 0)
        {
            Console.WriteLine("true");
            return;
        }

        var cells = rows.ConvertAll(row => (string[])[.. row.Take(query.Plan.Names.Length).Select(Json1), .. shown.Select(i => Json1(row[query.Plan.Names.Length + i]))]);
        var widths = Enumerable.Range(0, header.Length).Select(i => cells.Max(row => row[i].Length) is var widest && widest > header[i].Length ? widest : header[i].Length).ToArray();
        var rule = "+" + string.Join('+', widths.Select(width => new string('-', width + 2))) + "+";
        Console.WriteLine(rule);
        Console.WriteLine(Line(header, widths));
        Console.WriteLine(rule);
        cells.ForEach(row => Console.WriteLine(Line(row, widths)));
        Console.WriteLine(rule);
    }

    private static string Json1(RegoValue value) => Json.Write(value);

    private static string Line(string[] cells, int[] widths) =>
        "| " + string.Join(" | ", cells.Select((cell, i) => cell.PadRight(widths[i]))) + " |";
}
