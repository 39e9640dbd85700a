using System.Text.Json;
using System.Text.Json.Serialization;
using OpenClaw.Dashboard.Api;
using OpenClaw.Dashboard.Telemetry;

namespace OpenClaw.Dashboard;

/// <summary>Where people and scripts look.</summary>
internal static class PageDoor
{
    public static WebApplication Build(string[] args, TelemetryStore store)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls((builder.Configuration["URLS"] ?? "http://127.0.0.1:18888").Split(';'));
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Services.AddSingleton(store);
        builder.Services.ConfigureHttpJsonOptions(options =>
            options.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase)));
        AddResourceProxy(builder);

        var app = builder.Build();
        app.UseMiddleware<BrowserGuard>(builder.Configuration["DASHBOARD:FRONTEND:BROWSERTOKEN"] ?? "");
        app.UseStaticFiles();
        app.UseRouting();
        app.MapGet("/health", () => "Healthy");
        app.MapTelemetryApi();
        app.MapResourceApi();

        // The page draws its own routes, so links to them work after a reload.
        app.MapFallbackToFile("index.html");
        return app;
    }

    private static void AddResourceProxy(WebApplicationBuilder builder)
    {
        var host = builder.Configuration["DASHBOARD_RESOURCE_SERVICE_URL"];
        builder.Services.AddHttpClient<ResourceProxy>(client =>
        {
            // Without a host the page still shows telemetry; questions about resources then fail at once.
            client.BaseAddress = new Uri(string.IsNullOrEmpty(host) ? "http://127.0.0.1:1/" : host.TrimEnd('/') + "/");
            client.DefaultRequestHeaders.Add("x-api-key", builder.Configuration["DASHBOARD_RESOURCE_SERVICE_KEY"] ?? "");

            // Streams stay open as long as the page does.
            client.Timeout = Timeout.InfiniteTimeSpan;
        }).RemoveAllLoggers();
    }
}
