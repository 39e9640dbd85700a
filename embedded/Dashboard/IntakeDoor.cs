using OpenClaw.Dashboard.Intake;
using OpenClaw.Dashboard.Telemetry;

namespace OpenClaw.Dashboard;

/// <summary>Where processes send telemetry.</summary>
internal static class IntakeDoor
{
    public static WebApplication Build(string[] args, TelemetryStore store)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(builder.Configuration["DASHBOARD_OTLP_URL"] ?? "http://127.0.0.1:18890");
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Services.AddSingleton(store);

        var app = builder.Build();
        app.MapOtlp(builder.Configuration["DASHBOARD:OTLP:PRIMARYAPIKEY"]);
        return app;
    }
}
