using System.Text;
using OpenClaw.Rego.Builtins;
using OpenClaw.Rego.Tests.Reference;

namespace OpenClaw.Rego.Tests.Fuzz;

/// <summary>Texts of all kinds, from pure noise to modules that compile.</summary>
internal sealed class FuzzTexts(Random random)
{
    private static readonly string[] Pieces =
    [
        "p", "q", "x", "y", "_", " := ", " = ", " == ", " if ", " contains ", "{", "}", "[", "]", "(", ")", "|", ";", "\n", ",", ":", ".", "1", "-1", "\"a\"", "`r`",
        "$\"{x}\"", "input", "data.test", " not ", " some ", " every ", " in ", " with input as ", " default ", " else ", "count(", "true", "null", "set()", " & ", " + ",
        "walk(input)", "#c\n", "\\", "\u0001", "é", "😀", " and ", " or ", "import future.keywords.and\n", "package a\n", "# METADATA\n# title: x\n",
    ];

    private static readonly string[] PatternPieces =
    [
        "a", "b", "\\d", "\\pL", "\\p{Greek}", "\\P{^Han}", "[a-z]", "[^a]", "[[:^alpha:]]", "(", ")", "(?i)", "(?U:", "(?P<n>", "|", "*", "+", "?", "{2,5}", "{3}", "{0,}", "^", "$", "\\b",
        "\\B", "\\Q*\\E", "\\z", ".", "😀", "é", "\\x{1F600}", "[", "]", "{", "}", "\\", "-", ",", "!", "**",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "0", "1", "-1", "2.5", "1e30", "1e-9", "100000000000000000000", "\"\"", "\"a\"", "\"a.b.c\"", "\"%d %s %v\"", "\"10.0.0.0/8\"", "\"::1/200\"", "\"{{.a}}\"", "\"[a-z\"",
        "\"2006-01-02\"", "\"\\ud83d\\ude00é\"", "\"{ a(b: 1) { c } }\"", "\"type Query { a: Int }\"", "\"key: [1, {a: b}]\"", "\"1h\"", "\"http://[::1\"", "[]", "[1, 2]", "[\"a\", \"b\"]", "[[1], [2]]",
        "[{\"op\": \"add\", \"path\": \"/a\", \"value\": 1}]", "set()", "{1, 2}", "{\"a\"}", "{{1}, {2}}", "{}", "{\"a\": 1}", "{\"a\": [\"b\"]}", "{\"type\": \"object\"}", "{1: {\"x\": null}}", "input.a", "data.base.map",
    ];

    private static readonly string[] Builtins = [.. BuiltinTable.Names.Where(name => name is not ("print" or "test.sleep"))];

    private readonly ModuleGenerator _modules = new(random);

    public string Tokens() => "package test\n" + Some(Pieces, 30);

    public string Pattern() => Some(PatternPieces, 12);

    /// <summary>A module of the grammar whose meaning a second interpreter knows.</summary>
    public string Module() => _modules.Module();

    /// <summary>A good module with parts taken away, doubled or replaced.</summary>
    public string Broken()
    {
        var text = new StringBuilder(_modules.Module());
        for (var count = random.Next(1, 5); count > 0 && text.Length > 20; count--)
        {
            var at = random.Next(text.Length - 10);
            var length = random.Next(1, 10);
            switch (random.Next(3))
            {
                case 0: text.Remove(at, length); break;
                case 1: text.Insert(at, text.ToString(at, length)); break;
                default: text.Insert(at, Pick(Pieces)); break;
            }
        }

        return text.ToString();
    }

    public string Call()
    {
        var name = Pick(Builtins);
        var arguments = Enumerable.Range(0, BuiltinTable.Find(name)!.Arity).Select(_ => Pick(Values));
        return $"package test\np := {name}({string.Join(", ", arguments)})\nq := [x | x := {name}({string.Join(", ", arguments)})]";
    }

    public string Bytes()
    {
        var bytes = new byte[random.Next(60)];
        random.NextBytes(bytes);
        return (random.Next(2) == 0 ? "package test\n" : "") + (random.Next(2) == 0 ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(Array.ConvertAll(bytes, b => (byte)(b & 0x7F))));
    }

    private string Some(string[] pieces, int most) => string.Concat(Enumerable.Range(0, random.Next(1, most)).Select(_ => Pick(pieces)));

    private string Pick(string[] choices) => choices[random.Next(choices.Length)];
}
