using System.Net;
using Dapr.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.Extensions.DependencyInjection;
using OpenClaw.Dapr.Tests.Client;

namespace OpenClaw.Dapr.Tests.Web;

public sealed class FromStateTests : ClientTest
{
    [Fact]
    public async Task Value_ComesFromTheStoreByTheRoute()
    {
        Server.Answers(200, """{"name":"wheel","size":3}""", ("ETag", "7"));
        await using var app = await StartAsync();

        Assert.Equal("wheel", await app.Client.GetStringAsync("/values/w1"));
        Assert.Equal("/v1.0/state/store/w1", Server.Only.Target);
    }

    [Fact]
    public async Task Entry_KnowsItsKeyAndVersion()
    {
        Server.Answers(200, """{"name":"wheel","size":3}""", ("ETag", "7"));
        await using var app = await StartAsync();

        Assert.Equal("e1 wheel 7 True", await app.Client.GetStringAsync("/entries/e1"));
        Assert.Contains("\"etag\":\"7\"", Server.Requests.Last().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AbsentState_IsAnEmptyEntry()
    {
        await using var app = await StartAsync();

        Assert.StartsWith("e2 new ", await app.Client.GetStringAsync("/entries/e2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RouteWithoutTheKey_IsABadRequest()
    {
        await using var app = await StartAsync();

        using var answer = await app.Client.GetAsync("/keyless/1");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public void AddingTwice_ChangesNothing()
    {
        var services = new ServiceCollection();
        services.AddLogging();

        services.AddControllers().AddDapr().AddDapr();

        using var provider = services.BuildServiceProvider();
        var binders = provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<Microsoft.AspNetCore.Mvc.MvcOptions>>().Value.ModelBinderProviders;
        Assert.Single(binders, binder => binder.GetType().Namespace == "Dapr");
        Assert.Single(services, service => service.ServiceType == typeof(DaprClient));
    }

    private Task<WebApp> StartAsync() => WebApp.StartAsync(
        web => web.MapControllers(),
        builder => builder.Services.AddControllers()
            .AddDapr(client => client.UseHttpEndpoint(Server.Address))
            .ConfigureApplicationPartManager(parts => parts.ApplicationParts.Add(new AssemblyPart(typeof(WidgetController).Assembly))));
}
