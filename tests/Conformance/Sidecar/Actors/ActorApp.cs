using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.Actors;

/// <summary>An app that hosts actors: answers <c>/dapr/config</c> and the calls on its actors, and notes what overlaps.</summary>
public sealed class ActorApp : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, int> _inside = new();

    private ActorApp(TestApp app) => App = app;

    public TestApp App { get; }

    /// <summary>The actors that were inside two calls at the same time.</summary>
    public ConcurrentDictionary<string, bool> Overlapped { get; } = new();

    /// <param name="config">Further properties of the answer, such as <c>"actorIdleTimeout":"1s"</c>.</param>
    public static async Task<ActorApp> StartAsync(string types, string config = "")
    {
        var app = await TestApp.StartAsync();
        var list = string.Join(',', types.Split(',').Select(type => $"\"{type}\""));
        app.On("/healthz", 200).On("/dapr/config", 200, $"{{\"entities\":[{list}]{(config.Length > 0 ? "," + config : "")}}}");
        return new ActorApp(app);
    }

    /// <summary>Answers a method of an actor; notes when it is inside twice.</summary>
    public ActorApp On(string type, string id, string method, Func<HttpContext, ReceivedCall, Task> answer)
    {
        App.On($"/actors/{type}/{id}/method/{method}", async (context, call) =>
        {
            var key = $"{type}/{id}";
            if (_inside.AddOrUpdate(key, 1, (_, count) => count + 1) > 1)
            {
                Overlapped[id] = true;
            }
            try
            {
                await answer(context, call);
            }
            finally
            {
                _inside.AddOrUpdate(key, 0, (_, count) => count - 1);
            }
        });
        return this;
    }

    public ActorApp On(string type, string id, string method, int status = 200, string body = "") => On(type, id, method, async (context, _) =>
    {
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(body);
    });

    public ReceivedCall[] Calls(string type, string id, string method) => App.Of($"/actors/{type}/{id}/method/{method}");

    public Task<ReceivedCall[]> WaitAsync(string type, string id, string method, int count = 1, TimeSpan? deadline = null) =>
        App.WaitForAsync($"/actors/{type}/{id}/method/{method}", count, "PUT", deadline);

    public static JsonElement Body(ReceivedCall call) => JsonDocument.Parse(call.Body).RootElement;

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
