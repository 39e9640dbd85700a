using System.Diagnostics;
using OpenClaw.Opa.Bundles;
using OpenClaw.Rego;

namespace OpenClaw.Opa.Server;

/// <summary>The REST API as one web application.</summary>
internal static class OpaServer
{
    private const long MaxBody = 268_435_456;

    public static WebApplication Build(Source source, ServerOptions options, string address, RegoCompileOptions compile)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://{address}");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaxBody);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(new PolicyStore(source, compile));
        builder.Services.AddSingleton<BundleStatus>();
        builder.Services.AddSingleton<ServerMetrics>();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<DecisionLog>();
        builder.Services.AddHostedService(services => services.GetRequiredService<DecisionLog>());
        builder.Services.AddHostedService<BundlePoller>();
        var app = builder.Build();
        app.Use(AnswerErrorsAsync);
        DataApi.Map(app);
        PolicyApi.Map(app);
        QueryApi.Map(app);
        HealthApi.Map(app);
        app.MapGet("/", () => Results.Text("<html><body>Open Policy Agent compatible server</body></html>", "text/html"));
        // The text that the original answers for paths it does not know.
        app.MapFallback(() => Results.Text("404 page not found\n", "text/plain", statusCode: 404));
        return app;
    }

    private static async Task AnswerErrorsAsync(HttpContext context, RequestDelegate next)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            Authorization.Check(context.Request, context.RequestServices.GetRequiredService<PolicyStore>(), context.RequestServices.GetRequiredService<ServerOptions>());
            await next(context);
        }
        catch (ApiException error)
        {
            await Answers.Error(error).ExecuteAsync(context);
        }
        catch (RegoException error)
        {
            await Answers.Error(new ApiException(400, "invalid_parameter", "error(s) occurred while compiling module(s)", error.Errors)).ExecuteAsync(context);
        }

        var handler = string.Join('/', Decision.Split(context.Request.Path.Value).Take(2)) is { Length: > 0 } path ? path : "index";
        context.RequestServices.GetRequiredService<ServerMetrics>().Record(handler, context.Request.Method, context.Response.StatusCode, Stopwatch.GetElapsedTime(start));
    }
}
