using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace OpenClaw.Hosting.Tests;

public sealed class ReferenceExpressionTests
{
    [Fact]
    public async Task Create_WithBracesAndParameter_KeepsBracesAndResolvesHoles()
    {
        using var builder = DistributedApplicationTestingBuilder.Create("--Parameters:pw", "a b");
        var parameter = builder.AddParameter("pw", secret: true);

        var expression = ReferenceExpression.Create($"{{\"p\":\"{parameter}\",\"u\":\"{parameter.Resource:uri}\"}}");

        Assert.Equal("{\"p\":\"a b\",\"u\":\"a%20b\"}", await expression.GetValueAsync(default));
        Assert.Equal("{\"p\":\"{pw.value}\",\"u\":\"{pw.value}\"}", expression.ValueExpression);
    }

    [Fact]
    public async Task Create_WithNestedExpression_FlattensItsParts()
    {
        using var builder = DistributedApplicationTestingBuilder.Create("--Parameters:a", "1", "--Parameters:b", "2");
        var (a, b) = (builder.AddParameter("a"), builder.AddParameter("b"));
        var inner = ReferenceExpression.Create($"<{{{b}}}>");

        var outer = ReferenceExpression.Create($"{a}-{inner}-{a}");

        Assert.Equal("1-<{2}>-1", await outer.GetValueAsync(default));
        Assert.Equal(["{a.value}", "{b.value}", "{a.value}"], outer.ManifestExpressions);
    }

    [Theory]
    [InlineData("TRUE", "yes")]
    [InlineData("no", "no")]
    public async Task CreateConditional_ComparesWithoutCase(string value, string expected)
    {
        using var builder = DistributedApplicationTestingBuilder.Create("--Parameters:tls", value);
        var expression = ReferenceExpression.CreateConditional(
            builder.AddParameter("tls").Resource, "true", ReferenceExpression.Create($"yes"), ReferenceExpression.Create($"no"));

        Assert.Equal(expected, await expression.GetValueAsync(default));
    }
}
