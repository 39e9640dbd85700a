using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Events;

namespace OpenClaw.ServiceDefaults.Tests.Events;

public sealed class EventPublisherTests
{
    private static readonly PolicyChanged Message = new("event-1", "acme", "request-12345678", DateTimeOffset.UnixEpoch, "v7");

    [Fact]
    public async Task Publish_SendsAnEnvelopeWithTheEventsOwnId()
    {
        var received = new List<(string Path, string? ContentType, string Body)>();
        await using var sidecar = await SidecarAsync(HttpStatusCode.NoContent, received);
        await using var service = await RunningService.StartAsync(_ => { }, AddressOf(sidecar));
        var publisher = service.Services.GetRequiredService<IEventPublisher>();

        await publisher.PublishAsync(Topics.PolicyChanged, Message, TestContext.Current.CancellationToken);

        var (path, contentType, body) = Assert.Single(received);
        Assert.Equal("/v1.0/publish/pubsub/policy.changed", path);
        Assert.StartsWith("application/cloudevents+json", contentType, StringComparison.Ordinal);
        using var envelope = JsonDocument.Parse(body);
        Assert.Equal("event-1", envelope.RootElement.GetProperty("id").GetString());
        Assert.Equal("1.0", envelope.RootElement.GetProperty("specversion").GetString());
        Assert.Equal("v7", envelope.RootElement.GetProperty("data").GetProperty("version").GetString());
    }

    [Fact]
    public async Task Publish_WhenTheBrokerRefuses_DoesNotPretend()
    {
        await using var sidecar = await SidecarAsync(HttpStatusCode.InternalServerError, []);
        await using var service = await RunningService.StartAsync(_ => { }, AddressOf(sidecar));
        var publisher = service.Services.GetRequiredService<IEventPublisher>();

        await Assert.ThrowsAsync<EventNotPublishedException>(() =>
            publisher.BroadcastAsync(Topics.PolicyChanged, Message, TestContext.Current.CancellationToken));
    }

    private static async Task<WebApplication> SidecarAsync(HttpStatusCode answer, List<(string, string?, string)> received)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            if (context.Request.Path.StartsWithSegments("/v1.0/publish"))
            {
                received.Add((context.Request.Path, context.Request.ContentType, await reader.ReadToEndAsync()));
            }

            context.Response.StatusCode = (int)answer;
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static Uri AddressOf(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
}
