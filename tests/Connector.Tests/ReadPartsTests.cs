using OpenClaw.Connector.Features.Reads;
using OpenClaw.Connector.Infrastructure;
using OpenClaw.Contracts;

namespace OpenClaw.Connector.Tests;

public sealed class ReadPartsTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("<https://api.github.com/repositories/1/issues?page=2>; rel=\"next\", <https://api.github.com/repositories/1/issues?page=5>; rel=\"last\"", 2)]
    [InlineData("<https://api.github.com/r/issues?page=1&per_page=100>; rel=\"prev\", <https://api.github.com/r/issues?state=open&page=3&per_page=100>; rel=\"next\"", 3)]
    [InlineData("<https://api.github.com/r/issues?page=1>; rel=\"first\"", null)]
    [InlineData("<https://api.github.com/r/issues?per_page=2>; rel=\"next\"", null)]
    [InlineData("garbage; rel=next", null)]
    public void NextPage_IsReadFromTheLinkHeader(string? header, int? expected) =>
        Assert.Equal(expected, LinkHeader.NextPage(header));

    [Fact]
    public void Cursor_SurvivesItsWayThroughACaller() =>
        Assert.Equal(new ReadCursor(3, 12), ReadCursor.Read(new ReadCursor(3, 12).Write()));

    [Theory]
    [InlineData("not base64!")]
    [InlineData("MTox")]
    [InlineData("MTowOjA")]
    [InlineData("MTotMTox")]
    public void Cursor_ThatWeDidNotWrite_IsRefused(string text) => Assert.Null(ReadCursor.Read(text));

    [Theory]
    [InlineData("{}", Classification.Restricted)]
    [InlineData("""{"max_classification":"internal"}""", Classification.Internal)]
    [InlineData("""{"max_classification":"secret-ish"}""", Classification.Public)]
    [InlineData("""{"max_classification":7}""", Classification.Public)]
    public void Ceiling_ThatCannotBeUnderstood_LetsOnlyPublicOut(string constraints, Classification expected)
    {
        var decision = new PolicyDecision(PolicyResult.Allow, "p", "1", "")
        {
            Constraints = System.Text.Json.Nodes.JsonNode.Parse(constraints)!.AsObject(),
        };

        Assert.Equal(expected, ClassificationCeiling.Of(decision));
    }
}
