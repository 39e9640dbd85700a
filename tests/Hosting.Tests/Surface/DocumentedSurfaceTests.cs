using Aspire.Hosting;
using OpenClaw.Testing;
using OpenClaw.Testing.Surface;

namespace OpenClaw.Hosting.Tests.Surface;

/// <summary>The stand-ins show callers nothing that the Aspire packages would not show them in the same form.</summary>
public sealed class DocumentedSurfaceTests
{
    internal const string Accepted = "tests/Hosting.Tests/Surface/accepted-members.txt";

    [Fact]
    public void PublicMembers_OfTheStandIns_AreThoseOfThePackages()
    {
        Assert.SkipWhen(SolutionPaths.Shared is null, SolutionPaths.SharedMissingReason ?? "");
        var comparison = SurfaceComparison.With("aspire/hosting-surface.md", "aspire/testing-surface.md", "aspire/service-defaults.md");
        Assert.True(comparison.SignatureCount > 400, $"Only {comparison.SignatureCount} signatures were found in the pages.");

        var findings = StandInTypes().SelectMany(comparison.Undocumented).ToList();

        var accepted = AcceptedMembers.Read(Accepted);
        Assert.True(!accepted.Except(findings).Any(), string.Join('\n', accepted.Except(findings)));
        Assert.Empty(accepted.Unused(findings));
    }

    [Fact]
    public void InterfacesOfTheModel_DemandWhatThePackagesDemand()
    {
        Assert.SkipWhen(SolutionPaths.Shared is null, SolutionPaths.SharedMissingReason ?? "");

        var missing = SurfaceComparison.With("aspire/hosting-surface.md").Unimplemented(typeof(DistributedApplication).Assembly)
            .Where(finding => !IsExperimentalPartOfTheBuilder(finding)).ToList();

        Assert.True(missing.Count == 0, string.Join('\n', missing));
    }

    // Pipelines, the file system and user secrets are not mirrored; only a builder of one's own would have to offer them.
    private static bool IsExperimentalPartOfTheBuilder(SurfaceFinding finding) =>
        finding.Type == "Aspire.Hosting.IDistributedApplicationBuilder" && finding.Member.Contains("[Experimental ", StringComparison.Ordinal);

    // The Redis client itself is no part of these pages.
    private static IEnumerable<Type> StandInTypes() =>
        new[] { typeof(DistributedApplication), typeof(Aspire.Npgsql.NpgsqlSettings), typeof(Aspire.StackExchange.Redis.StackExchangeRedisSettings) }
            .SelectMany(marker => SurfaceComparison.PublicTypesOf(marker.Assembly))
            .Where(type => type.Namespace != "StackExchange.Redis");
}
