using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace OpenClaw.Hosting.Tests;

public sealed class ParameterTests
{
    [Fact]
    public async Task Parameter_NameWithHyphen_IsFoundWithUnderscore()
    {
        using var builder = DistributedApplicationTestingBuilder.Create("--Parameters:api_key", "secret");

        Assert.Equal("secret", await builder.AddParameter("api-key").Resource.GetValueAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Parameter_WithoutValue_NamesTheMissingKey()
    {
        using var builder = DistributedApplicationTestingBuilder.Create();
        var parameter = builder.AddParameter("api-key").Resource;

        var failure = await Assert.ThrowsAsync<MissingParameterValueException>(async () => await parameter.GetValueAsync(TestContext.Current.CancellationToken));

        Assert.Contains("Parameters__api-key", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GeneratedValue_HonoursClassesAndMinimums()
    {
        var generator = new GenerateParameterDefault { MinLength = 30, Special = false, MinNumeric = 12, MinUpper = 5 };

        var values = Enumerable.Range(0, 50).Select(_ => generator.GetDefaultValue()).ToList();

        Assert.All(values, value => Assert.Equal(30, value.Length));
        Assert.All(values, value => Assert.True(value.Count(char.IsAsciiDigit) >= 12 && value.Count(char.IsAsciiLetterUpper) >= 5 && value.All(char.IsAsciiLetterOrDigit)));
        Assert.Equal(values.Count, values.Distinct().Count());
    }

    [Fact]
    public void SecretParameter_WithPublishedDefault_IsRefused()
    {
        using var builder = DistributedApplicationTestingBuilder.Create();

        Assert.Throws<ArgumentException>(() => builder.AddParameter("x", "value", publishValueAsDefault: true, secret: true));
    }
}
