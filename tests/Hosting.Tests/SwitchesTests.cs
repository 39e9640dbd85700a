using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;
using Aspire.Hosting.Testing;

namespace OpenClaw.Hosting.Tests;

public sealed class SwitchesTests
{
    [Fact]
    public void Translate_FlagsWithoutValue_DoNotSwallowTheNextSwitch() =>
        Assert.Equal(
            ["--OpenClaw:Fresh=true", "--data", "/x", "--OpenClaw:NoInstall=true", "--OpenClaw:Replicas:briefing=2"],
            Switches.Translate(["--fresh", "--data", "/x", "--no-install", "--replicas", "briefing=2"]));

    [Fact]
    public void Replicas_Switch_OverridesTheModel()
    {
        using var builder = DistributedApplicationTestingBuilder.Create("--replicas", "web=3");
        var project = builder.AddProject("web", "/nowhere/Web.csproj").WithReplicas(1);

        builder.Build().Dispose();

        Assert.Equal(3, project.Resource.GetReplicaCount());
    }

    [Fact]
    public void Replicas_UnknownService_IsRefusedByName()
    {
        using var builder = DistributedApplicationTestingBuilder.Create("--replicas", "nobody=2");

        var failure = Assert.Throws<DistributedApplicationException>(() => builder.Build());

        Assert.Contains("nobody=2", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, true, true, false, nameof(InstallDecision.AsRoot))]
    [InlineData(true, true, false, true, nameof(InstallDecision.WithSudo))]
    [InlineData(true, true, false, false, nameof(InstallDecision.Refuse))]
    [InlineData(true, false, true, false, nameof(InstallDecision.Refuse))]
    [InlineData(false, true, true, true, nameof(InstallDecision.Refuse))]
    public void Install_MissingPackage_DependsOnRights(bool allowed, bool debian, bool root, bool sudo, string expected) =>
        Assert.Equal(expected, PackageInstaller.Decide(["redis-server"], allowed, debian, root, sudo).ToString());

    [Fact]
    public async Task Install_Refused_SaysInOneLineWhatToInstall()
    {
        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(() => PackageInstaller.EnsureAsync(["redis-server"], allowed: false, _ => { }, default));

        Assert.Equal("Not installed: redis-server. Install with: sudo apt-get install -y --no-install-recommends redis-server", failure.Message);
        Assert.Equal(InstallDecision.Nothing, PackageInstaller.Decide([], allowed: false, isDebian: false, isRoot: false, hasSudo: false));
    }
}
