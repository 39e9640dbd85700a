using System.Reflection;
using Aspire.Hosting;
using OpenClaw.Testing;
using OpenClaw.Testing.Surface;

namespace OpenClaw.Hosting.Tests.Surface;

/// <summary>The stand-in shows callers nothing that the Aspire packages would not show them in the same form.</summary>
public sealed class DocumentedSurfaceTests
{
    internal const string Accepted = "tests/Hosting.Tests/Surface/accepted-members.txt";
    private static readonly Assembly StandIn = typeof(DistributedApplication).Assembly;

    [Fact]
    public void PublicMembers_OfTheStandIn_AreThoseOfThePackages()
    {
        Assert.SkipWhen(SolutionPaths.Shared is null, SolutionPaths.SharedMissingReason ?? "");
        var comparison = SurfaceComparison.With("aspire/hosting-surface.md", "aspire/testing-surface.md", "aspire/service-defaults.md");
        Assert.True(comparison.SignatureCount > 400, $"Only {comparison.SignatureCount} signatures were found in the pages.");

        var findings = comparison.Undocumented(StandIn).ToList();

        var accepted = AcceptedMembers.Read(Accepted);
        Assert.True(!accepted.Except(findings).Any(), string.Join('\n', accepted.Except(findings)));
        Assert.Empty(accepted.Unused(findings));
    }
}
