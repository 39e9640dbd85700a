using OpenClaw.Sidecar.Hosting;

namespace OpenClaw.Sidecar.Tests;

public sealed class SidecarOptionsTests
{
    [Theory]
    [InlineData("1", "1500")]
    [InlineData("2", "2001")]
    public void Parse_ProbeTimeoutLongerThanItsInterval_IsRefusedAsByDaprd(string interval, string timeout)
    {
        var failure = Assert.Throws<FlagException>(() => SidecarOptions.Parse(["--app-id", "a", "--app-health-probe-interval", interval, "--app-health-probe-timeout", timeout]));

        Assert.Contains("health-probe-timeout", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_ProbeTimeoutAsLongAsItsInterval_IsTaken() =>
        Assert.Equal(TimeSpan.FromSeconds(2), SidecarOptions.Parse(["--app-id", "a", "--app-health-probe-interval", "2", "--app-health-probe-timeout", "2000"]).AppHealthTimeout);
}
