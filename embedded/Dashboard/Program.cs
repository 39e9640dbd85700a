using System.Text.Json;
using System.Text.Json.Serialization;
using OpenClaw.Dashboard.Api;
using OpenClaw.Dashboard.Intake;
using OpenClaw.Dashboard.Telemetry;

// Two doors: the page (ASPNETCORE_URLS) for people, and OTLP (DASHBOARD_OTLP_URL) for processes. See README.md.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
var otlpUrl = builder.Configuration["DASHBOARD_OTLP_URL"] ?? "http://127.0.0.1:18890";
var pageUrls = builder.Configuration["URLS"] ?? "http://127.0.0.1:18888";
builder.WebHost.UseUrls([.. pageUrls.Split(';'), otlpUrl]);

builder.Services.AddSingleton(new TelemetryStore(new TelemetryLimits()));
builder.Services.ConfigureHttpJsonOptions(options =>
    options.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase)));
builder.Services.AddHttpClient<ResourceProxy>(client =>
{
    client.BaseAddress = new Uri(builder.Configuration["DASHBOARD_RESOURCE_SERVICE_URL"] ?? "http://127.0.0.1:1/");
    client.DefaultRequestHeaders.Add("x-api-key", builder.Configuration["DASHBOARD_RESOURCE_SERVICE_KEY"] ?? "");
    client.Timeout = Timeout.InfiniteTimeSpan;
}).RemoveAllLoggers();

var app = builder.Build();
var otlpPort = new Uri(otlpUrl).Port;
app.MapWhen(context => context.Connection.LocalPort == otlpPort, otlp =>
{
    otlp.UseRouting();
    otlp.UseEndpoints(endpoints => endpoints.MapOtlp(builder.Configuration["DASHBOARD:OTLP:PRIMARYAPIKEY"]));
});
app.UseMiddleware<BrowserGuard>(builder.Configuration["DASHBOARD:FRONTEND:BROWSERTOKEN"] ?? "");
app.UseStaticFiles();
app.MapGet("/health", () => "Healthy");
app.MapTelemetryApi();
app.MapResourceApi();

// The page draws its own routes, so links to them work after a reload.
app.MapFallbackToFile("index.html");
app.Run();
