using System.Text.Json;
using System.Text.Json.Serialization;
using Dapr;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the endpoint that tells the sidecar about subscriptions.</summary>
public static class DaprEndpointRouteBuilderExtensions
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Maps <c>GET /dapr/subscribe</c>.</summary>
    public static IEndpointConventionBuilder MapSubscribeHandler(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapSubscribeHandler(new SubscribeOptions());

    /// <summary>Maps <c>GET /dapr/subscribe</c>.</summary>
    public static IEndpointConventionBuilder MapSubscribeHandler(this IEndpointRouteBuilder endpoints, SubscribeOptions options)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return endpoints.MapGet("dapr/subscribe", async context =>
        {
            var source = context.RequestServices.GetRequiredService<EndpointDataSource>();
            var logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("DaprTopicSubscription");
            var list = SubscriptionList.Of(source.Endpoints.OfType<RouteEndpoint>(), options ?? new SubscribeOptions(), logger);
            await JsonSerializer.SerializeAsync(context.Response.Body, list, Json, context.RequestAborted);
        });
    }
}
