using Dapr.Client;
using OpenClaw.Testing;
using OpenClaw.Testing.Surface;

namespace OpenClaw.Dapr.Tests.Surface;

/// <summary>The stand-in shows callers nothing that the Dapr packages would not show them in the same form.</summary>
public sealed class DocumentedSurfaceTests
{
    [Fact]
    public void PublicMembers_OfTheStandIn_AreThoseOfThePackages()
    {
        Assert.SkipWhen(SolutionPaths.Shared is null, SolutionPaths.SharedMissingReason ?? "");
        var comparison = SurfaceComparison.With("dapr/dotnet-sdk-surface.md");
        Assert.True(comparison.SignatureCount > 500, $"Only {comparison.SignatureCount} signatures were found in the page.");

        var findings = comparison.Undocumented(typeof(DaprClient).Assembly).ToList();

        Assert.True(findings.Count == 0, string.Join('\n', findings));
    }

    [Fact]
    public void TestDoubles_OfClientsAndRuntime_AreCompleteForThePackages()
    {
        Assert.SkipWhen(SolutionPaths.Shared is null, SolutionPaths.SharedMissingReason ?? "");

        var missing = SurfaceComparison.With("dapr/dotnet-sdk-surface.md").Unimplemented(typeof(DaprClient).Assembly).ToList();

        Assert.True(missing.Count == 0, string.Join('\n', missing));
    }
}
