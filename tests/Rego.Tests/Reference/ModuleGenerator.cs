namespace OpenClaw.Rego.Tests.Reference;

/// <summary>Writes random modules: rules of all kinds that read base documents, input and earlier rules.</summary>
internal sealed class ModuleGenerator(Random random)
{
    private static readonly string[] Names = ["x", "y", "z"];
    private int _rules;

    public string Module()
    {
        _rules = 0;
        var text = "package test\nf(a) := a + 1 if is_number(a)\ng([a, b]) := {\"s\": a, \"t\": b}\nh(1) := \"one\"\nh(2) := \"two\"\n";
        for (var count = random.Next(2, 6); count > 0; count--)
        {
            text += Rule() + "\n";
            _rules++;
        }

        return text;
    }

    private string Rule()
    {
        var name = $"r{_rules}";
        var body = "{ " + string.Join("; ", Enumerable.Range(0, random.Next(1, 4)).Select(_ => Literal())) + " }";
        return random.Next(6) switch
        {
            0 => $"{name} contains {Term(1)} if {body}",
            1 => $"{name} contains {Pick(Names)} if {body}",
            2 => $"{name}[{Pick(Names)}] := {Term(1)} if {body}",
            3 => $"default {name} := 0\n{name} := {Term(1)} if {body}",
            4 => $"{name} := {Term(0)} if {body}\nelse := {Constant()} if {{ {Literal()} }}",
            _ => $"{name} if {body}",
        };
    }

    private string Literal() => random.Next(11) switch
    {
        0 => $"{Pick(Names)} := {Term(1)}",
        1 or 2 => $"{Term(1)} = {Term(1)}",
        3 => $"{Term(1)} == {Term(1)}",
        4 => $"{Term(0)} {Pick("<", "!=", ">=")} {Term(0)}",
        5 => $"some {Pick(Names)} in {Collection()}",
        6 => $"some {Pick("x", "k")}, {Pick("y", "v")} in {Collection()}",
        7 => $"not {Term(1)} {Pick("==", "<")} {Term(0)}",
        8 => $"not {Reference()}",
        9 => $"every e in {Collection()} {{ e {Pick("!=", "==", ">")} {Term(0)} }}",
        _ => Reference(),
    };

    private string Term(int depth) => random.Next(depth > 0 ? 12 : 8) switch
    {
        0 or 1 => Constant(),
        2 or 3 or 4 => Pick(Names),
        5 or 6 or 7 => Reference(),
        8 => $"[{Term(depth - 1)}, {Term(depth - 1)}]",
        9 => $"{{\"s\": {Term(depth - 1)}, \"t\": {Term(depth - 1)}}}",
        10 => Pick($"f({Term(depth - 1)})", $"g([{Term(depth - 1)}, {Term(depth - 1)}])", $"h({Term(depth - 1)})", $"count({Collection()})"),
        _ => Pick($"[{Pick(Names)} | {Literal()}]", $"{{{Pick(Names)} | {Literal()}}}", $"{{{Pick(Names)}: {Pick(Names)} | {Literal()}}}"),
    };

    private string Reference()
    {
        var head = Pick("input.a", "input.b", "data.base.list", "data.base.map", "data.base", "[1, [2, 3]]", _rules > 0 ? $"r{random.Next(_rules)}" : "input", "data.test");
        head = head == "data.test" && _rules > 0 ? $"data.test.r{random.Next(_rules)}" : head == "data.test" ? "input.c" : head;
        for (var steps = random.Next(3); steps > 0; steps--)
        {
            head += $"[{Pick(Pick(Names), "_", "0", "1", "\"s\"", "\"k\"", "input.i")}]";
        }

        return head;
    }

    private string Collection() => Pick("input.a", "input.b", "data.base.list", "data.base.map", "[1, 2, \"s\"]", "{1, 2}", _rules > 0 ? $"r{random.Next(_rules)}" : "[0]");

    private string Constant() => Pick("0", "1", "2", "\"s\"", "\"k\"", "[2, 3]", "true", "null", "{1}");

    private string Pick(params string[] choices) => choices[random.Next(choices.Length)];
}
