using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Events;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.OpenApi;
using OpenClaw.ServiceDefaults.Policy;
using OpenClaw.ServiceDefaults.Telemetry;

namespace Microsoft.Extensions.Hosting;

/// <summary>What every service has; see ServiceDefaults/README.md.</summary>
public static class Extensions
{
    private const string LiveTag = "live";

    /// <summary>
    /// Telemetry, health, problem details, identity, policy enforcement point, audit recorder, events and the Dapr client.
    /// Call it first.
    /// </summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddTelemetry();
        builder.AddProblems();
        builder.AddApiDescription();
        builder.AddOpenClawIdentity();
        builder.Services.AddDaprClient();
        builder.Services.AddSingleton<IEventPublisher, DaprEventPublisher>();
        builder.AddAuditRecorder();
        builder.AddPolicyEnforcement();
        builder.Services.AddHealthChecks()
            .AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag])
            .AddCheck<SidecarHealthCheck>("dapr", timeout: TimeSpan.FromSeconds(2));

        // Shutdown drains: the last requests and events get most of Kubernetes' 30 s grace period.
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(25));
        return builder;
    }

    /// <summary>
    /// The middleware every route needs, and <c>/health</c> (ready to serve) and <c>/alive</c> (the process turns). Both
    /// answer with one word, so they may be reachable in production. Call it before mapping routes.
    /// </summary>
    /// <param name="beforeIdentity">Middleware that must run before anybody is asked who they are, such as rate limits.</param>
    public static WebApplication MapDefaultEndpoints(this WebApplication app, Action<WebApplication>? beforeIdentity = null)
    {
        app.UseMiddleware<ServerSpanMiddleware>();
        app.UseProblems();
        beforeIdentity?.Invoke(app);
        app.UseOpenClawIdentity();
        app.MapPolicyEvents();
        app.MapDeadLetters();
        app.MapApiDescription();
        app.MapHealthChecks("/health").AllowAnonymous();
        app.MapHealthChecks("/alive", new HealthCheckOptions { Predicate = check => check.Tags.Contains(LiveTag) }).AllowAnonymous();
        return app;
    }
}
