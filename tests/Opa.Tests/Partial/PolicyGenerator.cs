using System.Globalization;
using System.Text;

namespace OpenClaw.Opa.Tests;

/// <summary>Policies by chance: rules of every kind that read known and unknown input, known data and each other.</summary>
internal sealed class PolicyGenerator(Random random)
{
    private readonly List<(string Name, char Kind)> _rules = [];
    private int _names;

    public IReadOnlyList<(string Name, char Kind)> Rules => _rules;

    public string Policy()
    {
        var text = new StringBuilder("package gen\n");
        for (var i = random.Next(4, 9); i > 0; i--)
        {
            text.AppendLine(Rule());
        }

        return text.ToString();
    }

    private string Rule()
    {
        var name = Name("r");
        var kind = Pick("bvsofe".ToCharArray());
        var text = kind switch
        {
            'b' => Default(name, "false", "true") + Some(() => $"{name} if {{ {Body([])} }}"),
            'v' => Default(name, "0", "\"none\"") + $"{name} := {Term([])} if {{ {Body([])} }}",
            'e' => $"{name} := {Term([])} if {{ {Body([])} }} else := {Term([])} if {{ {Body([])} }} else := {Constant()}",
            's' => Some(() => $"{name} contains x if {{ x := {Term([])}; {Body(["x"])} }}"),
            'o' => Some(() => $"{name}[x] := 1 if {{ x := {Term([])}; {Body(["x"])} }}"),
            _ => Some(() => $"{name}(a) if {{ {Body(["a"])} }}"),
        };
        _rules.Add((name, kind));
        return text;
    }

    private string Default(string name, params string[] values) => random.Next(2) == 0 ? "" : $"default {name} := {Pick(values)}\n";

    private string Some(Func<string> rule) => random.Next(3) == 0 ? rule() + "\n" + rule() : rule();

    private string Body(string[] bound) => string.Join("; ", Enumerable.Range(0, random.Next(1, 4)).Select(_ => Literal(bound, 2)));

    private string Literal(string[] bound, int depth)
    {
        var x = Name("x");
        return random.Next(depth == 0 ? 5 : 14) switch
        {
            0 or 1 => Compare(bound),
            2 => $"some {x} in {Collection(bound)}; {x} {Operator()} {Term(bound)}",
            3 => $"{Collection(bound)}[_] == {Term(bound)}",
            4 => Read(bound),
            5 => $"not {Compare(bound)}",
            6 => $"not {Read(bound)}",
            7 => $"{x} := {Term(bound)}; {Literal([.. bound, x], depth - 1)}",
            8 => $"every {x} in {Collection(bound)} {{ {x} {Operator()} {Term([.. bound, x])} }}",
            9 => $"count([{x} | some {x} in {Collection(bound)}; {x} {Operator()} {Term(bound)}]) {Operator()} {random.Next(3)}",
            10 => $"{{{x} | {x} := {Collection(bound)}[_]; {Compare([.. bound, x])}}} != set()",
            11 => $"{Read(bound)} with input.doc.{Field()} as {Constant()}",
            12 => $"data.teams[{Term(bound)}][_] == {Term(bound)}",
            _ => $"{x} := {Collection(bound)}[i{x}]; {Compare([.. bound, x, "i" + x])}",
        };
    }

    private string Read(string[] bound)
    {
        if (_rules.Count == 0)
        {
            return Compare(bound);
        }

        var (name, kind) = Pick(_rules);
        return kind switch
        {
            'b' => name,
            'v' or 'e' => random.Next(2) == 0 ? name : $"{name} == {Term(bound)}",
            's' => random.Next(2) == 0 ? $"{Term(bound)} in {name}" : $"{name}[{Term(bound)}]",
            'o' => $"{name}[{Term(bound)}]",
            _ => $"{name}({Term(bound)})",
        };
    }

    private string Compare(string[] bound) => $"{Term(bound)} {Operator()} {Term(bound)}";

    private string Operator() => Pick("==", "!=", "==", "<", ">=");

    private string Term(string[] bound) => random.Next(7) switch
    {
        0 or 1 => "input.doc." + Field(),
        2 => "input.user",
        3 => Pick("data.limits.low", "data.limits.high", "data.limits.none"),
        4 when bound.Length > 0 => Pick(bound),
        5 when _rules.Where(rule => rule.Kind is 'v' or 'e').Select(rule => rule.Name).ToArray() is { Length: > 0 } values => Pick(values),
        _ => Constant(),
    };

    private string Collection(string[] bound) => random.Next(7) switch
    {
        0 or 1 => "input.doc.tags",
        2 => "input.doc.meta",
        3 => "data.staff",
        4 => $"data.teams[{Term(bound)}]",
        5 when _rules.Where(rule => rule.Kind == 's').Select(rule => rule.Name).ToArray() is { Length: > 0 } sets => Pick(sets),
        _ => $"[{Constant()}, {Term(bound)}]",
    };

    private string Field() => Pick("owner", "level", "state", "team");

    private string Constant() => Pick("1", "2", "\"ann\"", "\"bob\"", "\"open\"", "true", "false");

    private string Name(string stem) => stem + (++_names).ToString(CultureInfo.InvariantCulture);

    private TItem Pick<TItem>(params IReadOnlyList<TItem> items) => items[random.Next(items.Count)];
}
