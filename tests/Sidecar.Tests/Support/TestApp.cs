using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Tests.Support;

/// <summary>A tiny app on a real port that records every call and answers as the test says.</summary>
public sealed class TestApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestApp(int port)
    {
        Port = port;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    public int Port { get; }

    public ConcurrentQueue<ReceivedCall> Calls { get; } = new();

    /// <summary>Answers by path; what is not listed is 404.</summary>
    public ConcurrentDictionary<string, Func<HttpContext, ReceivedCall, Task>> Answers { get; } = new();

    public static async Task<TestApp> StartAsync(int? port = null)
    {
        var app = new TestApp(port ?? FreePorts.Next());
        await app._app.StartAsync();
        return app;
    }

    public TestApp On(string path, Func<HttpContext, ReceivedCall, Task> answer)
    {
        Answers[path] = answer;
        return this;
    }

    public TestApp On(string path, int status, string body = "") => On(path, (context, _) =>
    {
        context.Response.StatusCode = status;
        return body.Length > 0 ? context.Response.WriteAsync(body) : Task.CompletedTask;
    });

    public ReceivedCall[] Of(string path) => [.. Calls.Where(call => call.Path == path)];

    public Task WaitForAsync(string path, int count, TimeSpan? deadline = null) =>
        Eventually.True(() => Of(path).Length >= count, deadline ?? TimeSpan.FromSeconds(15), $"{count} calls of {path}", () => $"{Of(path).Length} calls");

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var call = new ReceivedCall(context.Request.Method, context.Request.Path.Value ?? "", context.Request.QueryString.Value ?? "",
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync());
        Calls.Enqueue(call);
        if (Answers.TryGetValue(call.Path, out var answer))
        {
            await answer(context, call);
            return;
        }
        context.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }
}
