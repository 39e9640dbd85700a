using OpenClaw.Rego.Builtins;

namespace OpenClaw.Rego.Tests;

/// <summary>Every built-in with arguments of every kind: an answer, an error of the engine, or undefined; never a crash.</summary>
public sealed class BuiltinFuzzTests
{
    private static readonly string[] Values =
    [
        "null", "true", "0", "1", "-1", "2.5", "1e30", "1e-9", "100000000000000000000", "\"\"", "\"a\"", "\"a.b.c\"", "\"%d %s %v\"", "\"10.0.0.0/8\"", "\"::1/200\"", "\"{{.a}}\"",
        "\"-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----\"", "\"eyJhbGciOiJIUzI1NiJ9.e30.AA\"", "\"[a-z\"", "\"(((\"", "\"2006-01-02\"", "\"\\ud83d\\ude00é\"", "\"{ a(b: 1) { c } }\"",
        "\"type Query { a: Int }\"", "\"key: [1, {a: b}]\"", "\"1h\"", "\"=&=\"", "\"http://[::1\"", "[]", "[1, 2]", "[\"a\", \"b\"]", "[[1], [2]]", "[{\"op\": \"add\", \"path\": \"/a\", \"value\": 1}]",
        "set()", "{1, 2}", "{\"a\"}", "{{1}, {2}}", "{}", "{\"a\": 1}", "{\"a\": [\"b\"]}", "{\"type\": \"object\", \"properties\": {\"a\": {\"$ref\": \"#\"}}}", "{1: {\"x\": null}}",
        "{\"cert\": \"x\"}", "{\"secret\": \"x\"}", "{\"method\": \"get\", \"url\": \"http://a\"}", "{\"kty\": \"oct\", \"k\": \"AA\"}", "{\"kty\": \"RSA\", \"n\": \"AA\", \"e\": \"AQAB\"}",
    ];

    public static TheoryData<string> Names => [.. BuiltinTable.Names.Where(name => name is not ("print" or "test.sleep"))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Builtin_AnyArguments_NeverCrashes(string name)
    {
        var random = new Random(name.Length * 7919);
        var arity = BuiltinTable.Find(name)!.Arity;
        for (var round = 0; round < 50; round++)
        {
            var arguments = Enumerable.Range(0, arity).Select(i => round < Values.Length && i == 0 ? Values[round] : Values[random.Next(Values.Length)]);
            try
            {
                Policies.Compile($"package test\np := {name}({string.Join(", ", arguments)})", options: new RegoCompileOptions { SkipTypeChecks = true }).Prepare("data.test.p").Evaluate([], new RegoLimits { Timeout = TimeSpan.FromSeconds(3), MaxElements = 100_000 });
            }
            catch (RegoException error)
            {
                Assert.NotEmpty(error.Errors);
            }
        }
    }
}
