using OpenClaw.Rego.Tests.Fuzz;

namespace OpenClaw.Rego.Tests;

/// <summary>The short form of the fuzz run; the long one is a command of tests/Conformance/Rego.</summary>
public sealed class FuzzTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Engine_TextsOfAllKinds_NeverCrashOrDiffer(int seed)
    {
        var fuzzer = new Fuzzer(seed);
        for (var round = 0; round < 1500; round++)
        {
            Assert.Null(fuzzer.Round());
        }

        Assert.True(fuzzer.Compared > 10, "hardly any module compiles");
    }
}
