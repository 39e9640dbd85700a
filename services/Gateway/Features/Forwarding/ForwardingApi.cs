using OpenClaw.Gateway.Features.SignIn;

namespace OpenClaw.Gateway.Features.Forwarding;

/// <summary>Maps the routing table.</summary>
internal static class ForwardingApi
{
    public static void MapForwarding(this IEndpointRouteBuilder api)
    {
        foreach (var route in ForwardedRoutes.All)
        {
            var endpoint = api.Map($"/{route.Prefix}/{{**rest}}", (HttpContext context, Forwarder forwarder) => forwarder.ForwardAsync(context, route))
                .WithName("Forward-" + route.Prefix)
                .WithSummary($"Answered by the {route.AppId} service");
            if (route.IsWebhook)
            {
                endpoint.AllowAnonymous();
            }
            else
            {
                endpoint.RequirePerson();
            }
        }
    }
}
