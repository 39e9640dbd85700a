using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using OpenClaw.Sidecar.Hosting;

namespace OpenClaw.Sidecar.Placement;

/// <summary>The process <c>OpenClaw.Sidecar placement --port N</c>: sidecars keep one HTTP/2 stream each to it.</summary>
internal static class PlacementServer
{
    public static async Task<int> RunAsync(FlagSet flags)
    {
        await using var app = Build(flags.Int32("port", 50005), flags.Text("listen-address", "127.0.0.1"), flags.Text("log-level", "info"));
        await app.RunAsync();
        return 0;
    }

    public static WebApplication Build(int port, string address, string logLevel)
    {
        // The working folder may be any, such as the root of the file system: watching its configuration files would mean
        // watching everything below it.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        SidecarLogging.Configure(builder.Logging, logLevel);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Listen(IPAddress.Parse(address), port, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<PlacementBoard>();
        builder.Services.AddHostedService(services => services.GetRequiredService<PlacementBoard>());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var app = builder.Build();
        app.MapGet("/healthz", () => Results.NoContent());
        app.MapPost("/v1/stream", ServeAsync);
        return app;
    }

    private static async Task ServeAsync(HttpContext context, PlacementBoard board, TimeProvider clock, IHostApplicationLifetime lifetime)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var session = new PlacementSession(clock);
        await context.Response.StartAsync(ended.Token);
        var writing = session.WriteAllAsync(context.Response.Body, ended.Token);
        var reason = "stream closed";
        try
        {
            await foreach (var message in ReadAsync(context.Request.Body, ended.Token))
            {
                session.Heard(message);
                if (message.Host is not null)
                {
                    board.Register(session, message);
                }
                if (writing.IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or JsonException)
        {
            reason = error is JsonException ? "unreadable line" : "stream broken";
        }
        finally
        {
            board.Remove(session, reason);
        }
        await writing.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private static async IAsyncEnumerable<HostMessage> ReadAsync(
        Stream body, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(body);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return JsonSerializer.Deserialize(line, PlacementJson.Default.HostMessage)!;
        }
    }
}
