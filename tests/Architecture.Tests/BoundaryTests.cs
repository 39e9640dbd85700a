using System.Text.RegularExpressions;

namespace OpenClaw.Architecture.Tests;

/// <summary>Who may know whom.</summary>
public sealed partial class BoundaryTests
{
    [Theory]
    [InlineData("Gateway")]
    [InlineData("Policy")]
    [InlineData("Audit")]
    [InlineData("Briefing")]
    [InlineData("Connector")]
    [InlineData("Notification")]
    public void Service_References_OnlyContractsAndServiceDefaults(string service)
    {
        List<string> allowed = ["services/Contracts/OpenClaw.Contracts.csproj", "ServiceDefaults/OpenClaw.ServiceDefaults.csproj"];
        if (service == "Audit")
        {
            // What makes proofs and what verifies them offline share one library (decision 12).
            allowed.Add("services/Transparency/OpenClaw.Transparency.csproj");
        }

        var references = SourceTree.Projects($"services/{service}").SelectMany(SourceTree.ReferencesOf);

        Assert.Empty(references.Except(allowed));
    }

    [Fact]
    public void Contracts_ReferenceNothing() =>
        Assert.Empty(SourceTree.Projects("services/Contracts").SelectMany(SourceTree.ReferencesOf));

    [Fact]
    public void Transparency_ReferencesNothing() =>
        Assert.Empty(SourceTree.Projects("services/Transparency").SelectMany(SourceTree.ReferencesOf));

    [Fact]
    public void EmbeddedRooms_ReferenceOnlyEachOther()
    {
        var strangers = SourceTree.Projects("embedded").SelectMany(SourceTree.ReferencesOf)
            .Where(reference => !reference.StartsWith("embedded/", StringComparison.Ordinal));

        Assert.Empty(strangers);
    }

    [Fact]
    public void EmbeddedRooms_DoNotNameTheProduct()
    {
        var findings = SourceTree.Sources("embedded")
            .SelectMany(file => file.LinesWith(new Regex(@"using OpenClaw\.(Contracts|ServiceDefaults|Gateway|Policy|Audit|Briefing|Connector|Notification)\b")));

        Assert.Empty(findings);
    }

    [Fact]
    public void Drivers_AreNamedOnlyInInfrastructure()
    {
        var findings = SourceTree.Sources("services")
            .Where(file => !file.Path.Contains("/Infrastructure/", StringComparison.Ordinal)
                && !file.Path.StartsWith("services/Migrations/", StringComparison.Ordinal))
            .SelectMany(file => file.LinesWith(DriverNames()));

        Assert.Empty(findings);
    }

    [Fact]
    public void Services_OpenNoConnectionsOfTheirOwn()
    {
        // Everything outside goes through the sidecar; a service's own database is the one exception (Npgsql above).
        var findings = SourceTree.Sources("services").Concat(SourceTree.Sources("ServiceDefaults"))
            .Where(file => !file.Path.StartsWith("services/Gateway/Infrastructure/", StringComparison.Ordinal))
            .SelectMany(file => file.LinesWith(OwnConnections()));

        Assert.Empty(findings);
    }

    [GeneratedRegex(@"using (Npgsql|RabbitMQ|StackExchange\.Redis)\b")]
    private static partial Regex DriverNames();

    [GeneratedRegex(@"new (HttpClient|TcpClient|Socket|ClientWebSocket)\(")]
    private static partial Regex OwnConnections();
}
