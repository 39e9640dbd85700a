using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

/// <summary>What the dashboard asks the AppHost: resources, their logs, and commands. Loopback only, behind a random key.</summary>
internal sealed class ResourceService : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.Never };
    private readonly WebApplication _app;

    private ResourceService(WebApplication app, int port)
    {
        _app = app;
        Port = port;
    }

    public int Port { get; }

    public static async Task<ResourceService> StartAsync(IServiceProvider services, int port, string key)
    {
        // The working folder may be any, such as the root of the file system: watching its configuration files would mean
        // watching everything below it.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Configuration[HostDefaults.EnvironmentKey] = Environments.Production;
        builder.WebHost.UseUrls().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(500));
        var app = builder.Build();
        var expected = Encoding.UTF8.GetBytes(key);
        app.Use((context, next) =>
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(context.Request.Headers["x-api-key"].ToString()), expected))
                return next(context);
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        });
        Map(app, services);
        await app.StartAsync().ConfigureAwait(false);
        return new ResourceService(app, port);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private static void Map(WebApplication app, IServiceProvider services)
    {
        var notifications = services.GetRequiredService<ResourceNotificationService>();
        var loggers = services.GetRequiredService<ResourceLoggerService>();
        var stopping = app.Lifetime.ApplicationStopping;
        app.MapGet("/api/resources", context => StreamAsync(context, async (write, token) =>
        {
            await write(notifications.All().Where(ResourceView.IsListed).Select(change => ResourceView.Of(change, notifications)).ToArray()).ConfigureAwait(false);
            await foreach (var change in notifications.WatchAsync(token).ConfigureAwait(false))
            {
                if (ResourceView.IsListed(change))
                    await write(ResourceView.Of(change, notifications)).ConfigureAwait(false);
            }
        }, stopping));
        app.MapGet("/api/resources/{name}/logs", (HttpContext context, string name, bool? follow) => StreamAsync(context, async (write, token) =>
        {
            var resource = notifications.All().FirstOrDefault(change => change.ResourceId == name || change.Resource.Name == name)?.Resource.Name ?? name;
            await foreach (var (line, time) in loggers.ReadAsync(resource, follow ?? false, token).ConfigureAwait(false))
            {
                await write(new LogView(line.LineNumber, time, line.Content, line.IsErrorMessage)).ConfigureAwait(false);
            }
        }, stopping));
        app.MapPost("/api/resources/{name}/commands/{command}", async (string name, string command, CancellationToken token) =>
        {
            var result = await services.GetRequiredService<ResourceCommandService>().ExecuteCommandAsync(name, command, token).ConfigureAwait(false);
            return Results.Json(new { result.Success, result.Message }, Json, statusCode: result.Success ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
        });
    }

    private static async Task StreamAsync(HttpContext context, Func<Func<object, Task>, CancellationToken, Task> produce, CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        try
        {
            await produce(WriteAsync, ended.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The reader left or the run ends; both are how a stream is supposed to end.
            context.Abort();
        }

        async Task WriteAsync(object value)
        {
            await context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"data: {JsonSerializer.Serialize(value, Json)}\n\n"), ended.Token).ConfigureAwait(false);
            await context.Response.Body.FlushAsync(ended.Token).ConfigureAwait(false);
        }
    }

    private sealed record LogView(int LineNumber, DateTimeOffset Timestamp, string Content, bool IsError);
}
