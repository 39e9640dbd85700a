using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.Support;

/// <summary>
/// A tiny app on a real port: records every call and answers as the test says. What no answer is written for is 404,
/// as it is in an app that does not know Dapr.
/// </summary>
public sealed class TestApp : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Func<HttpContext, ReceivedCall, Task>> _answers = new(StringComparer.Ordinal);
    private readonly WebApplication _app;

    private TestApp(int port, Action<IWebHostBuilder>? configure)
    {
        Port = port;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        configure?.Invoke(builder.WebHost);
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    public int Port { get; }

    public ConcurrentQueue<ReceivedCall> Calls { get; } = new();

    public static async Task<TestApp> StartAsync(int? port = null, Action<IWebHostBuilder>? configure = null)
    {
        var app = new TestApp(port ?? FreePorts.Next(), configure);
        await app._app.StartAsync();
        return app;
    }

    /// <summary>Answers one path, whatever the verb; may be changed while the app runs.</summary>
    public TestApp On(string path, Func<HttpContext, ReceivedCall, Task> answer)
    {
        _answers[path] = answer;
        return this;
    }

    public TestApp On(string path, int status, string body = "", string contentType = "application/json") => On(path, (context, _) =>
    {
        context.Response.StatusCode = status;
        if (body.Length == 0)
        {
            return Task.CompletedTask;
        }
        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(body);
    });

    public ReceivedCall[] Of(string path) => [.. Calls.Where(call => call.Path == path)];

    /// <summary>The calls with a verb of their own, such as the OPTIONS that looks for bindings.</summary>
    public ReceivedCall[] Of(string method, string path) => [.. Calls.Where(call => call.Path == path && call.Method == method)];

    public async Task<ReceivedCall[]> WaitForAsync(string path, int count = 1, string method = "POST", TimeSpan? deadline = null)
    {
        await Eventually.True(() => Of(method, path).Length >= count, deadline ?? TimeSpan.FromSeconds(15), $"{count} × {method} {path}",
            () => string.Join(", ", Calls.Select(call => $"{call.Method} {call.Path}")));
        return Of(method, path);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var call = new ReceivedCall(context.Request.Method, context.Request.Path.Value ?? "", context.Request.QueryString.Value ?? "",
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray());
        Calls.Enqueue(call);
        if (_answers.TryGetValue(call.Path, out var answer))
        {
            await answer(context, call);
            return;
        }
        context.Response.StatusCode = StatusCodes.Status404NotFound;
    }
}
