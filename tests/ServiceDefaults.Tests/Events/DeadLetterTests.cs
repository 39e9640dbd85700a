using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Tests.Events;

public sealed class DeadLetterTests
{
    private static CancellationToken Deadline => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"id":"e1","topic":"connector.items","data":{"broken":true}}""", "dead-letter:connector.items:e1")]
    [InlineData("not even json", "dead-letter:unknown:")]
    [InlineData("""{"id":"a||b","topic":"connector.items"}""", "dead-letter:connector.items:")]
    public async Task DeadLetter_IsKeptWhole_UnderAKeyOfItsOwn(string body, string key)
    {
        var saved = new List<JsonElement>();
        await using var sidecar = await StateStoreAsync(HttpStatusCode.NoContent, saved);
        await using var service = await RunningService.StartAsync(_ => { }, AddressOf(sidecar));

        using var response = await PostAsync(service, body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var item = Assert.Single(saved)[0];
        Assert.StartsWith(key, item.GetProperty("key").GetString(), StringComparison.Ordinal);
        Assert.Equal(body, item.GetProperty("value").GetProperty("body").GetString());
    }

    [Fact]
    public async Task DeadLetter_ThatCannotBeKept_IsNotAcknowledged()
    {
        await using var sidecar = await StateStoreAsync(HttpStatusCode.InternalServerError, []);
        await using var service = await RunningService.StartAsync(_ => { }, AddressOf(sidecar));

        using var response = await PostAsync(service, "{}");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    private static async Task<HttpResponseMessage> PostAsync(RunningService service, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/events/dead-letters");
        request.Content = new StringContent(body, Encoding.UTF8, "application/cloudevents+json");
        request.Headers.Add(HeaderNames.DaprApiToken, RunningService.SidecarToken);
        return await service.Client.SendAsync(request, Deadline);
    }

    private static async Task<WebApplication> StateStoreAsync(HttpStatusCode answer, List<JsonElement> saved)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(async context =>
        {
            if (context.Request.Path == "/v1.0/state/statestore")
            {
                using var document = await JsonDocument.ParseAsync(context.Request.Body);
                saved.Add(document.RootElement.Clone());
            }

            context.Response.StatusCode = (int)answer;
        });
        await app.StartAsync(Deadline);
        return app;
    }

    private static Uri AddressOf(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
}
