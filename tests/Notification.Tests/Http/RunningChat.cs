extern alias simulators;

using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpenClaw.Testing;
using ChatSimulator = simulators::OpenClaw.Simulators.ChatSimulator;

namespace OpenClaw.Notification.Tests.Http;

/// <summary>The chat simulator on a port, and the output binding that leads to it.</summary>
internal sealed class RunningChat : IAsyncDisposable
{
    private readonly WebApplication _server;

    private RunningChat(WebApplication server, Uri address)
    {
        _server = server;
        Client = new HttpClient { BaseAddress = address };
    }

    public HttpClient Client { get; }

    public static async Task<RunningChat> StartAsync()
    {
        var address = new Uri($"http://127.0.0.1:{FreePorts.Next()}");
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls(address.ToString());
        builder.Logging.ClearProviders();
        var server = ChatSimulator.Build(builder);
        await server.StartAsync();
        return new RunningChat(server, address);
    }

    /// <summary>What bindings.http does: posts the data, sends capitalised metadata as headers, returns the status as metadata.</summary>
    public async Task<IResult> PostAsync(string binding, JsonObject request, HttpResponse answer)
    {
        Assert.Equal(("chat-webhook", "post"), (binding, request["operation"]!.GetValue<string>()));
        using var post = new HttpRequestMessage(HttpMethod.Post, "/hooks/team")
        {
            Content = new StringContent(request["data"]!.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        post.Headers.Add("Idempotency-Key", request["metadata"]!["Idempotency-Key"]!.GetValue<string>());
        using var response = await Client.SendAsync(post);
        answer.Headers["metadata.statusCode"] = $"{(int)response.StatusCode}";
        return Results.Text(await response.Content.ReadAsStringAsync());
    }

    public async Task<JsonObject> TranscriptAsync() => (await Client.GetFromJsonAsync<JsonObject>("/simulator/messages"))!;

    public async Task FailAsync(int times, int status)
    {
        using var response = await Client.PostAsJsonAsync("/simulator/faults", new { failNext = times, status });
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
    }
}
