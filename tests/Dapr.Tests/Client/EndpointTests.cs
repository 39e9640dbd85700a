using Dapr;
using Dapr.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace OpenClaw.Dapr.Tests.Client;

public sealed class EndpointTests
{
    [Theory]
    [InlineData("https://sidecar.example:4443/some/path", "1234", "https://sidecar.example:4443")]
    [InlineData(null, "1234", "http://localhost:1234")]
    public void HttpEndpoint_PrefersTheAddressAndDropsItsPath(string? endpoint, string? port, string expected)
    {
        var configuration = Configuration(("DAPR_HTTP_ENDPOINT", endpoint), ("DAPR_HTTP_PORT", port));

        Assert.Equal(expected, DaprDefaults.GetDefaultHttpEndpoint(configuration));
    }

    [Fact]
    public void HttpEndpoint_WithAPortThatIsNoNumber_Throws() =>
        Assert.Throws<FormatException>(() => DaprDefaults.GetDefaultHttpEndpoint(Configuration(("DAPR_HTTP_PORT", "many"))));

    [Fact]
    public void Build_WithAnotherScheme_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => new DaprClientBuilder().UseHttpEndpoint("tcp://x:1").Build());

    [Fact]
    public async Task AddDaprClient_ReadsTheConfigurationAndKeepsTheFirstRegistration()
    {
        await using var server = await RecordingServer.StartAsync();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(Configuration(("DAPR_HTTP_ENDPOINT", server.Address), ("DAPR_API_TOKEN", "t")));
        services.AddDaprClient();
        services.AddDaprClient((_, builder) => builder.UseHttpEndpoint("http://127.0.0.1:1"));
        await using var provider = services.BuildServiceProvider();

        var healthy = await provider.GetRequiredService<DaprClient>().CheckHealthAsync();

        Assert.True(healthy);
        Assert.Equal("t", server.Only.Header("dapr-api-token"));
        Assert.Single(services, service => service.ServiceType == typeof(DaprClient));
    }

    private static IConfigurationRoot Configuration(params (string Name, string? Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(value => KeyValuePair.Create(value.Name, value.Value))).Build();
}
