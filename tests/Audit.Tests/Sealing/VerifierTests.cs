namespace OpenClaw.Audit.Tests.Sealing;

public sealed class VerifierTests
{
    [Theory]
    [InlineData("receipt")]
    [InlineData("receipt", "/nowhere", "--key", "x")]
    [InlineData("log", "/nowhere")]
    [InlineData("log", "/nowhere", "--key")]
    [InlineData("unknown", "/nowhere", "--key", "log+00000000+AAAA")]
    public async Task InputThatCannotBeRead_IsSaidSo(params string[] arguments) =>
        Assert.Equal(2, (await Verifier.RunAsync(arguments)).Code);

    [Fact]
    public async Task Help_SaysHowToUseIt()
    {
        var (code, output) = await Verifier.RunAsync("--help");

        Assert.Equal(0, code);
        Assert.Contains("openclaw-verify receipt", output, StringComparison.Ordinal);
    }
}
