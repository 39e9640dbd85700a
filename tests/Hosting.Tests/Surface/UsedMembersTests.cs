using System.Reflection;
using Aspire.Hosting;
using OpenClaw.Testing;
using OpenClaw.Testing.Surface;

namespace OpenClaw.Hosting.Tests.Surface;

/// <summary>
/// What this system takes from Dapr and Aspire exists in the packages as it is used here: the same source compiles against both.
/// </summary>
public sealed class UsedMembersTests
{
    /// <summary>Members of packages that the pages do not describe at all.</summary>
    private const string AcceptedUses = "tests/Hosting.Tests/Surface/accepted-uses.txt";

    private static readonly string Output = Path.GetRelativePath(
        Path.Combine(SolutionPaths.Root, "tests", "Hosting.Tests"), AppContext.BaseDirectory);

    private static readonly Assembly[] StandIns =
    [
        typeof(DistributedApplication).Assembly,
        typeof(global::Dapr.Client.DaprClient).Assembly,
        typeof(Aspire.Npgsql.NpgsqlSettings).Assembly,
        typeof(Aspire.StackExchange.Redis.StackExchangeRedisSettings).Assembly,
    ];

    public static TheoryData<string> Users =>
    [
        "AppHost", "ServiceDefaults",
        "services/Audit", "services/Briefing", "services/Connector", "services/Gateway", "services/Migrations", "services/Notification", "services/Policy",
        "tests/Simulators", "tests/Journeys", "tests/Testing", "tests/Faults", "tests/EndToEnd.Tests",
        "tests/Audit.Tests", "tests/Briefing.Tests", "tests/Connector.Tests", "tests/Gateway.Tests", "tests/Notification.Tests",
        "tests/Policy.Tests", "tests/ServiceDefaults.Tests",
    ];

    [Theory]
    [MemberData(nameof(Users))]
    public void MembersInUse_AreThoseOfThePackages(string project)
    {
        Assert.SkipWhen(SolutionPaths.Shared is null, SolutionPaths.SharedMissingReason ?? "");
        var file = AssemblyOf(project);
        Assert.SkipWhen(file is null, $"{project} is not built; build the solution.");
        var comparison = SurfaceComparison.With(
            "dapr/dotnet-sdk-surface.md", "aspire/hosting-surface.md", "aspire/testing-surface.md", "aspire/service-defaults.md");

        var used = UsedMembers.Of(StandIns).In(file!);

        var findings = used.Select(entry => comparison.Misused(entry.Type, entry.Member)).OfType<SurfaceFinding>();
        var undocumented = AcceptedMembers.Read(DocumentedSurfaceTests.Accepted).Except(findings);
        var unexplained = AcceptedMembers.Read(AcceptedUses).Except(undocumented).ToList();
        Assert.True(unexplained.Count == 0, string.Join('\n', unexplained));
    }

    private static string? AssemblyOf(string project)
    {
        var folder = Path.Combine(SolutionPaths.Root, project);
        var name = Path.GetFileNameWithoutExtension(Directory.GetFiles(folder, "*.csproj").Single());
        var file = Path.GetFullPath(Path.Combine(folder, Output, name + ".dll"));
        return File.Exists(file) ? file : null;
    }
}
