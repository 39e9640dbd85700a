using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace OpenClaw.Hosting.Tests;

public sealed class ModelTests
{
    [Theory]
    [InlineData("1db")]
    [InlineData("a--b")]
    [InlineData("a-")]
    [InlineData("a_b")]
    public void AddResource_InvalidName_IsRefused(string name)
    {
        using var builder = DistributedApplicationTestingBuilder.Create();

        Assert.Throws<ArgumentException>(() => builder.AddContainer(name, "image"));
    }

    [Fact]
    public void AddResource_SameNameInOtherCase_IsRefused()
    {
        using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddRedis("cache");

        Assert.Throws<DistributedApplicationException>(() => builder.AddRedis("CACHE"));
    }

    [Fact]
    public async Task WithReference_Database_SetsConnectionStringAndProperties()
    {
        using var builder = DistributedApplicationTestingBuilder.Create("--Parameters:pg-password", "p w");
        var server = builder.AddPostgres("pg");
        var database = server.AddDatabase("orders-db", "orders");
        var consumer = builder.AddExecutable("app", "true", "/").WithReference(database);
        Allocate(server.Resource, 5433);

        var environment = await EnvironmentOf(builder, consumer.Resource);

        Assert.Equal("Host=127.0.0.1;Port=5433;Username=postgres;Password=p w;Database=orders", environment["ConnectionStrings__orders-db"]);
        Assert.Equal("5433", environment["ORDERS_DB_PORT"]);
        Assert.Equal("orders", environment["ORDERS_DB_DATABASENAME"]);
        Assert.Equal("postgresql://postgres:p%20w@127.0.0.1:5433/orders", environment["ORDERS_DB_URI"]);
    }

    [Fact]
    public async Task WithReference_Endpoint_SetsDiscoveryAndFlatVariables()
    {
        using var builder = DistributedApplicationTestingBuilder.Create();
        var opa = builder.AddContainer("my-opa", "openpolicyagent/opa", "1.0").WithHttpEndpoint(targetPort: 8181).WithEndpoint(name: "grpc", targetPort: 9, scheme: "http");
        var consumer = builder.AddExecutable("app", "true", "/").WithReference(opa.GetEndpoint("http")).WithReference(opa.GetEndpoint("grpc"));
        Allocate(opa.Resource, 8181);

        var environment = await EnvironmentOf(builder, consumer.Resource);

        Assert.Equal("http://127.0.0.1:8181", environment["services__my-opa__http__0"]);
        Assert.Equal("http://127.0.0.1:8181", environment["MY_OPA_HTTP"]);
        Assert.Equal("http://127.0.0.1:8182", environment["MY_OPA_GRPC"]);
    }

    [Fact]
    public void WithEndpoint_ExistingName_UpdatesOnlyWhatIsGiven()
    {
        using var builder = DistributedApplicationTestingBuilder.Create();
        var container = builder.AddContainer("web", "nginx").WithHttpEndpoint(port: 8080, targetPort: 80).WithHttpEndpoint(port: 8081);

        var endpoint = Assert.Single(container.Resource.Annotations.OfType<EndpointAnnotation>());

        Assert.Equal((8081, 80), (endpoint.Port, endpoint.TargetPort));
    }

    [Fact]
    public void WaitFor_Database_WaitsForItsServerToo()
    {
        using var builder = DistributedApplicationTestingBuilder.Create();
        var server = builder.AddPostgres("pg");
        var app = builder.AddExecutable("app", "true", "/").WaitFor(server.AddDatabase("db"));

        Assert.Equal(["pg", "db"], app.Resource.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource.Name));
        Assert.Throws<DistributedApplicationException>(() => app.WaitFor(app));
    }

    [Fact]
    public async Task AppHost_Model_NamesTheWholeSystem()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.OpenClaw_AppHost>(TestContext.Current.CancellationToken);

        string[] expected =
        [
            "postgres", "redis", "rabbitmq", "audit-migrations", "policy-migrations", "policy", "audit", "connector", "briefing", "notification", "gateway",
            "policy-dapr", "audit-dapr", "connector-dapr", "briefing-dapr", "notification-dapr", "gateway-dapr",
            "identity-simulator", "github-simulator", "chat-simulator",
        ];
        Assert.Empty(expected.Except(builder.Resources.Select(resource => resource.Name)));
        Assert.True(builder.Environment.EnvironmentName == "Development", "The launch profile of the AppHost applies in tests.");
    }

    private static void Allocate(IResource resource, int port)
    {
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "127.0.0.1", port++);
        }
    }

    private static async Task<Dictionary<string, string>> EnvironmentOf(IDistributedApplicationBuilder builder, IResource resource) =>
        (await ValueResolver.EnvironmentAsync(resource, builder.ExecutionContext, NullLogger.Instance, default)).ToDictionary(variable => variable.Name, variable => variable.Value);
}
