using System.Globalization;
using OpenClaw.Opa.Core;
using OpenClaw.Opa.Loading;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Cli;

/// <summary>
/// Which lines an evaluation reached. The syntax tree gets marks in front of every literal and at the end of every body;
/// marks are <c>print</c> calls with a text that no policy writes.
/// </summary>
internal sealed class Coverage
{
    private const char Mark = '\u0001';

    private readonly HashSet<(string File, int Row)> _visited = [];
    private readonly Dictionary<string, SortedSet<int>> _all = new(StringComparer.Ordinal);

    private readonly Dictionary<string, int> _last = new(StringComparer.Ordinal);

    /// <summary>The row last reached in a file since <see cref="Forget"/>: where a failed test gave up.</summary>
    public int? LastRow(string file) => _last.TryGetValue(file, out var row) ? row : null;

    public void Forget() => _last.Clear();

    /// <summary>Takes a mark; false for text that a policy printed.</summary>
    public bool Visit(string text)
    {
        if (text.Length == 0 || text[0] != Mark)
        {
            return false;
        }

        var end = text.LastIndexOf(Mark);
        var place = (text[1..end], int.Parse(text.AsSpan(end + 1), CultureInfo.InvariantCulture));
        _visited.Add(place);
        _last[place.Item1] = place.Item2;
        return true;
    }

    public LoadedFiles Instrument(LoadedFiles files) => files with { Modules = [.. files.Modules.Select(Instrument)] };

    /// <summary>OPA's report; <paramref name="files"/> decides what counts.</summary>
    public ObjectValue Report(LoadedFiles files)
    {
        var reports = files.Modules.Where(module => _all.ContainsKey(module.Id)).Select(module => (module.Id, Lines: _all[module.Id])).ToList();
        var covered = reports.Sum(report => report.Lines.Count(row => _visited.Contains((report.Id, row))));
        var total = reports.Sum(report => report.Lines.Count);
        return Json.Object(
        [
            ("files", Json.Object(reports.Select(report => (report.Id, (RegoValue?)File(report.Id, report.Lines))))),
            .. Totals(covered, total),
        ]);
    }

    private ObjectValue File(string id, SortedSet<int> lines)
    {
        var hit = lines.Where(row => _visited.Contains((id, row))).ToList();
        var missed = lines.Except(hit).ToList();
        return Json.Object(
        [
            ("covered", hit.Count == 0 ? null : Ranges(hit, lines)),
            ("not_covered", missed.Count == 0 ? null : Ranges(missed, lines)),
            .. Totals(hit.Count, lines.Count),
        ]);
    }

    private static IEnumerable<(string, RegoValue?)> Totals(int covered, int total) =>
    [
        ("covered_lines", covered == 0 ? null : Json.Number(covered)),
        ("not_covered_lines", total == covered ? null : Json.Number(total - covered)),
        ("coverage", NumberValue.Of(total == 0 ? 0 : Math.Round(10000.0 * covered / total) / 100)),
    ];

    /// <summary>Rows that follow each other become one range.</summary>
    private static ArrayValue Ranges(List<int> rows, SortedSet<int> all)
    {
        var ranges = new List<(int Start, int End)>();
        foreach (var row in rows.Order())
        {
            if (ranges.Count > 0 && row == ranges[^1].End + 1 && all.Contains(row))
            {
                ranges[^1] = (ranges[^1].Start, row);
            }
            else
            {
                ranges.Add((row, row));
            }
        }

        return Json.Array(ranges.Select(range => Json.Object(("start", Row(range.Start)), ("end", Row(range.End)))));
    }

    private static ObjectValue Row(int row) => Json.Object(("row", Json.Number(row)));

    private StoredModule Instrument(StoredModule module)
    {
        _all.TryAdd(module.Id, []);
        return module with { Syntax = module.Syntax with { Rules = [.. module.Syntax.Rules.Select(rule => Instrument(module.Id, rule))] } };
    }

    private Rule Instrument(string file, Rule rule)
    {
        if (rule.IsDefault)
        {
            // The engine folds defaults away; OPA counts their line when the rule is read, which cannot be seen here.
            return rule;
        }

        List<Literal> body = [];
        foreach (var literal in rule.Body)
        {
            body.Add(MarkAt(file, literal.At));
            body.Add(Instrument(file, literal));
        }

        body.Add(MarkAt(file, rule.At));
        return rule with { Body = body, HasBody = true, Else = rule.Else is null ? null : Instrument(file, rule.Else) };
    }

    private Literal Instrument(string file, Literal literal) => literal is EveryLiteral every
        ? every with { Body = [.. every.Body.SelectMany(inner => (Literal[])[MarkAt(file, inner.At), Instrument(file, inner)])] }
        : literal;

    private ExprLiteral MarkAt(string file, Location at)
    {
        _all[file].Add(at.Row);
        var text = new ConstTerm(at, Json.Text(string.Create(CultureInfo.InvariantCulture, $"{Mark}{file}{Mark}{at.Row}")));
        return new ExprLiteral(at, new CallTerm(at, new VarTerm(at, "print"), [text]));
    }
}
