namespace OpenClaw.Rego.Tests.Reference;

/// <summary>Writes random modules: rules of all kinds that read base documents, input and earlier rules.</summary>
internal sealed class ModuleGenerator(Random random)
{
    private readonly List<string> _names = [];
    private int _fresh;
    private int _rules;
    private int _functions;

    public string Module()
    {
        _rules = 0;
        _functions = 0;
        _fresh = 0;
        var text = "package test\nimport future.keywords.and\nimport future.keywords.or\n" + (random.Next(3) == 0 ? "import future.keywords.not\n" : "")
            + "f(a) := a + 1 if is_number(a)\ng([a, b]) := {\"s\": a, \"t\": b}\nh(1) := \"one\"\nh(2) := \"two\"\n";
        for (var count = random.Next(3); count > 0; count--)
        {
            text += Function() + "\n";
            _functions++;
        }

        for (var count = random.Next(2, 6); count > 0; count--)
        {
            text += Rule() + "\n";
            _rules++;
        }

        return text;
    }

    private string Rule()
    {
        Begin();
        var name = $"r{_rules}";
        var body = "{ " + Prelude() + string.Join("; ", Enumerable.Range(0, random.Next(1, 4)).Select(_ => Literal())) + " }";
        return random.Next(9) switch
        {
            6 => $"{name}[{Name()}][{Name()}] := {Term(0)} if {body}",
            7 => $"{name}[{Pick("1", "\"k\"", Name())}] := {Term(1)} if {body}\n{name}[{Name()}] := {Term(0)} if {{ {Literal()}; {Literal()} }}",
            8 => $"{name} := {Term(1)} if {body}\nelse := {Term(0)} if {{ {Literal()} }}\nelse := {Constant()}",
            0 => $"{name} contains {Term(1)} if {body}",
            1 => $"{name} contains {Name()} if {body}",
            2 => $"{name}[{Name()}] := {Term(1)} if {body}",
            3 => $"default {name} := 0\n{name} := {Term(1)} if {body}",
            4 => $"{name} := {Term(0)} if {body}\nelse := {Constant()} if {{ {Literal()} }}",
            _ => $"{name} if {body}",
        };
    }

    /// <summary>A function of one or two arguments, perhaps with several definitions, an else or a default.</summary>
    private string Function()
    {
        Begin();
        var name = $"u{_functions}";
        var body = $"{{ z = {Constant()}; y = {Collection()}[_]; {Literal()}; {Literal()} }}";
        return random.Next(5) switch
        {
            0 => $"{name}(x) := {Term(1)} if {body}",
            1 => $"{name}({Constant()}) := {Constant()}\n{name}(x) := {Term(0)} if {body}",
            2 => $"{name}(x) := {Term(1)} if {body}\nelse := {Term(0)} if {{ {Literal()} }}",
            3 => $"default {name}(_) := {Constant()}\n{name}(x) := {Term(0)} if {body}",
            _ => $"{name}(x) if {body}",
        };
    }

    /// <summary>What a body may name from its start; the prelude binds all of it.</summary>
    private void Begin()
    {
        _names.Clear();
        _names.AddRange(["x", "y", "z"]);
    }

    private string Prelude() => random.Next(4) switch
    {
        0 => $"x = {Constant()}; y = {Collection()}[z]; ",
        1 => $"z = {Constant()}; y = {Constant()}; x = {Collection()}[_]; ",
        2 => $"z = {Constant()}; y = {Constant()}; x = {Constant()}; ",
        _ => $"x = {Constant()}; {Collection()}[y] = z; ",
    };

    private string Name() => _names[random.Next(_names.Count)];

    /// <summary>A name not used yet, which what follows may read.</summary>
    private string Fresh()
    {
        _names.Add($"v{++_fresh}");
        return _names[^1];
    }

    /// <summary>What is declared inside a closure ends with it.</summary>
    private string Closed(Func<string> write)
    {
        var count = _names.Count;
        var text = write();
        _names.RemoveRange(count, _names.Count - count);
        return text;
    }

    private string Literal() => random.Next(15) switch
    {
        11 => $"{Literal0()} with {Target()}",
        12 => Declaration($"{Term(0)} with {Target()} with {Target()}"),
        13 => Closed(() => $"every {Fresh()}, {Fresh()} in {Collection()} {{ {Literal0()} }}"),
        14 => $"{{ {Closed(Literal0)} }} {Pick("and", "or")} {{ {Closed(Literal0)} }}",
        _ => Literal0(),
    };

    private string Target() => random.Next(7) switch
    {
        0 => $"input as {Term(0)}",
        1 => $"input.{Pick("a", "i", "b.s")} as {Term(0)}",
        2 => $"data.base.{Pick("list", "map", "map.s", "new")} as {Term(0)}",
        3 when _rules > 0 => $"data.test.r{random.Next(_rules)} as {Term(0)}",
        4 => $"data.test.f as {Pick("1", "h", "abs", "data.base.list")}",
        5 => $"count as {Pick("7", "f", "type_name")}",
        _ => $"f as {Constant()}",
    };

    private string Literal0() => random.Next(14) switch
    {
        11 => $"{Name()} in {Collection()}",
        12 => $"{Name()} = {Term(1)}",
        13 => $"not {Name()} in {Collection()}",
        0 => Declaration(Term(1)),
        1 or 2 => $"{Term(1)} = {Term(1)}",
        3 => $"{Term(1)} == {Term(1)}",
        4 => $"{Term(0)} {Pick("<", "!=", ">=")} {Term(0)}",
        5 => Closed(Collection) is var list ? $"some {Fresh()} in {list}" : "",
        6 => Closed(Collection) is var list ? $"some {Fresh()}, {Fresh()} in {list}" : "",
        7 => $"not {Term(1)} {Pick("==", "<")} {Term(0)}",
        8 => $"not {Reference()}",
        9 => $"every e in {Collection()} {{ e {Pick("!=", "==", ">")} {Term(0)} }}",
        _ => Reference(),
    };

    private string Declaration(string value) => $"{Fresh()} := {value}";

    private string Term(int depth) => random.Next(depth > 0 ? 12 : 8) switch
    {
        0 or 1 => Constant(),
        2 or 3 or 4 => Name(),
        5 or 6 or 7 => Reference(),
        8 => $"[{Term(depth - 1)}, {Term(depth - 1)}]",
        9 => $"{{\"s\": {Term(depth - 1)}, \"t\": {Term(depth - 1)}}}",
        10 when _functions > 0 && random.Next(2) == 0 => $"u{random.Next(_functions)}({Term(depth - 1)})",
        10 => Pick($"f({Term(depth - 1)})", $"g([{Term(depth - 1)}, {Term(depth - 1)}])", $"h({Term(depth - 1)})", $"count({Collection()})"),
        _ => Closed(() => Literal() is var inner ? Pick($"[{Name()} | {inner}]", $"{{{Name()} | {inner}}}", $"{{{Name()}: {Name()} | {inner}}}") : ""),
    };

    private string Reference()
    {
        var head = Pick("input.a", "input.b", "data.base.list", "data.base.map", "data.base", "[1, [2, 3]]", _rules > 0 ? $"r{random.Next(_rules)}" : "input", "data.test");
        head = head == "data.test" && _rules > 0 ? $"data.test.r{random.Next(_rules)}" : head == "data.test" ? "input.c" : head;
        for (var steps = random.Next(3); steps > 0; steps--)
        {
            head += $"[{Pick(Name(), "_", "0", "1", "\"s\"", "\"k\"", "input.i")}]";
        }

        return head;
    }

    private string Collection() => Pick("input.a", "input.b", "data.base.list", "data.base.map", "[1, 2, \"s\"]", "{1, 2}", _rules > 0 ? $"r{random.Next(_rules)}" : "[0]");

    private string Constant() => Pick("0", "1", "2", "\"s\"", "\"k\"", "[2, 3]", "true", "null", "{1}");

    private string Pick(params string[] choices) => choices[random.Next(choices.Length)];
}
