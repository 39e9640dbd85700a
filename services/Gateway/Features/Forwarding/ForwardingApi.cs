using OpenClaw.Gateway.Features.SignIn;

namespace OpenClaw.Gateway.Features.Forwarding;

/// <summary>Maps the routing table.</summary>
internal static class ForwardingApi
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];
    private static readonly string[] Any = [.. Reading, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete];

    public static void MapForwarding(this IEndpointRouteBuilder api)
    {
        foreach (var route in ForwardedRoutes.All)
        {
            var endpoint = api.MapMethods($"/{route.Prefix}/{{**rest}}", route.IsReadOnly ? Reading : Any, Forward(route))
                .WithName("Forward-" + route.Prefix)
                .WithSummary($"Answered by the {route.AppId} service")
                // The services describe their routes themselves.
                .ExcludeFromDescription();
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

    private static Delegate Forward(ForwardedRoute route) =>
        (HttpContext context, Forwarder forwarder) => forwarder.ForwardAsync(context, route);
}
