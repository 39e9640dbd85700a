namespace OpenClaw.Rego.Tests;

/// <summary>Whatever the text, the engine answers or reports an error of its own; it never crashes.</summary>
public sealed class FuzzTests
{
    private static readonly string[] Pieces =
    [
        "p", "q", "x", "y", "_", " := ", " = ", " == ", " if ", " contains ", "{", "}", "[", "]", "(", ")", "|", ";", "\n", ",", ":", ".", "1", "-1", "\"a\"", "`r`",
        "$\"{x}\"", "input", "data.test", " not ", " some ", " every ", " in ", " with input as ", " default ", " else ", "count(", "true", "null", "set()", " & ", " + ",
        "walk(input)", "#c\n", "\\", "\u0001", "é", "😀",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Engine_RandomModules_NeverCrash(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 1500; round++)
        {
            var text = "package test\n" + string.Concat(Enumerable.Range(0, random.Next(1, 25)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            try
            {
                Policies.Compile(text, options: new RegoCompileOptions { SkipTypeChecks = round % 2 == 0 }).Prepare("data.test").Evaluate("{\"a\": [1, {\"b\": 2}]}"u8, new RegoLimits { Timeout = TimeSpan.FromSeconds(1) });
            }
            catch (RegoException error)
            {
                Assert.NotEmpty(error.Errors);
            }
        }
    }
}
