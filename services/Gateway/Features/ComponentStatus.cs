using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Features.Forwarding;
using OpenClaw.Gateway.Features.SignIn;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Gateway.Features;

/// <summary>How the parts of the system are, as the replica that answers sees them.</summary>
/// <param name="Status"><c>unhealthy</c> when a part is or cannot be reached, else <c>degraded</c> when one is, else <c>healthy</c>.</param>
/// <param name="UptimeSeconds">Of the replica of the gateway that answers.</param>
/// <param name="Components">By service: healthy, degraded, unhealthy or unreachable.</param>
public sealed record ComponentStatus(string Status, string Version, long UptimeSeconds, IReadOnlyDictionary<string, string> Components, DateTimeOffset Timestamp);

internal static class ComponentStatusEndpoint
{
    private const string Healthy = "healthy";
    private const string Degraded = "degraded";
    private const string Unhealthy = "unhealthy";

    /// <summary>What does not say within this time how it is, is not reached (spec/auth.md 8).</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly string[] Services = [AppIds.Policy, AppIds.Audit, AppIds.Briefing, AppIds.Connector, AppIds.Notification];
    private static readonly string Version =
        typeof(ComponentStatusEndpoint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static void MapComponentStatus(this IEndpointRouteBuilder api)
    {
        var started = api.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow();
        api.MapGet("/status/components", (HealthCheckService health, IServiceInvoker invoker, TimeProvider time, CancellationToken cancellationToken) =>
                HandleAsync(started, health, invoker, time, cancellationToken))
            .WithName("ComponentStatus")
            .WithSummary("How each service is, the version, and since when it runs")
            .RequirePersonWith(Permissions.StatusRead);
    }

    private static async Task<Ok<ComponentStatus>> HandleAsync(
        DateTimeOffset started, HealthCheckService health, IServiceInvoker invoker, TimeProvider time, CancellationToken cancellationToken)
    {
        var asked = Services.Select(service => WordOfAsync(service, invoker, cancellationToken)).ToArray();
        var own = (await health.CheckHealthAsync(cancellationToken)).Status.ToString().ToLowerInvariant();
        var components = Services.Zip(await Task.WhenAll(asked)).ToDictionary(pair => pair.First, pair => pair.Second);
        components[AppIds.Gateway] = own;
        var overall = components.Values.All(word => word == Healthy) ? Healthy
            : components.Values.All(word => word is Healthy or Degraded) ? Degraded
            : Unhealthy;
        var now = time.GetUtcNow();
        return TypedResults.Ok(new ComponentStatus(overall, Version, (long)(now - started).TotalSeconds, components, now));
    }

    /// <summary>A service says how it is in one word; anything else comes from somebody on the way to it.</summary>
    private static async Task<string> WordOfAsync(string service, IServiceInvoker invoker, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, (Uri?)null);
            using var response = await invoker.SendAsync(request, service, "/health", deadline.Token);
            return await response.Content.ReadAsStringAsync(deadline.Token) switch
            {
                nameof(HealthStatus.Healthy) => Healthy,
                nameof(HealthStatus.Degraded) => Degraded,
                nameof(HealthStatus.Unhealthy) => Unhealthy,
                _ => "unreachable",
            };
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return "unreachable";
        }
    }
}
