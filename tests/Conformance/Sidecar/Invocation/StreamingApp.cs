using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.Invocation;

/// <summary>An app that answers with what it is sent and says when the first part is there.</summary>
internal sealed class StreamingApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StreamingApp(int port, SemaphoreSlim started)
    {
        Port = port;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        _app = builder.Build();
        _app.Run(context => EchoAsync(context, started));
    }

    public int Port { get; }

    public static async Task<StreamingApp> StartAsync(SemaphoreSlim started)
    {
        var app = new StreamingApp(FreePorts.Next(), started);
        await app._app.StartAsync();
        return app;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task EchoAsync(HttpContext context, SemaphoreSlim started)
    {
        if (context.Request.Path != "/upload")
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var buffer = new byte[1024];
        for (int read; (read = await context.Request.Body.ReadAsync(buffer)) > 0; started.Release())
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read));
        }
    }
}
