using System.Text;
using OpenClaw.Connector.Features.Connections;
using OpenClaw.Connector.Options;
using OpenClaw.Connector.Tests.Support;

namespace OpenClaw.Connector.Tests;

public sealed class ConnectionLookupTests
{
    [Theory]
    [InlineData("""{"installation":{"id":71002}}""", "globex")]
    [InlineData("""{"organization":{"login":"ACME-Robotics"}}""", "acme")]
    [InlineData("""{"commits":[{"a":[1,{"b":2}]}],"repository":{"id":1,"owner":{"id":3,"login":"globex-labs"}}}""", "globex")]
    [InlineData("""{"installation":null,"organization":[],"repository":{"owner":null}}""", null)]
    [InlineData("""{"nested":{"organization":{"login":"acme-robotics"}}}""", null)]
    [InlineData("""{"organization":{"login":"somebody"}}""", null)]
    [InlineData("""["acme-robotics"]""", null)]
    [InlineData("""{"organization":{"login":"acme-robotics"}""", null)]
    [InlineData("", null)]
    public void Find_ByBody_ReadsOnlyTheTopLevelFacts(string body, string? tenant)
    {
        var origin = DeliveryOriginReader.Read(Encoding.UTF8.GetBytes(body));

        Assert.Equal(tenant, TestConnections.Directory().Find(null, null, origin)?.TenantId);
    }

    [Fact]
    public void Find_WithAPathSegment_LooksNowhereElse()
    {
        var origin = new DeliveryOrigin("71002", "globex-labs", "globex-labs");
        var directory = TestConnections.Directory();

        Assert.Equal("acme", directory.Find(TestConnections.AcmeHook, null, origin)?.TenantId);
        Assert.Null(directory.Find("unknown", TestConnections.AcmeHook, origin));
    }

    [Fact]
    public void Validate_WhenTwoConnectionsClaimOneOwner_NamesIt()
    {
        var options = TestConnections.Options();
        options.Connections[1].Owners.Add("Acme-Robotics");

        var result = new GitHubConnectionsValidator().Validate(null, options);

        Assert.True(result.Failed);
        Assert.Contains("acme-robotics", result.FailureMessage, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Validate_ForTheShippedSeed_HasNoFault()
    {
        var options = TestConnections.Options();

        Assert.True(new GitHubConnectionsValidator().Validate(null, options).Succeeded);
        Assert.True(new GitHubOptionsValidator().Validate(null, options).Succeeded);
    }
}
