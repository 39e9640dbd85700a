using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Middleware;

/// <summary>Knows the middleware types.</summary>
internal static class MiddlewareTypes
{
    /// <summary>Null for a type that is not built.</summary>
    public static IHttpMiddleware? Create(ComponentResource component, ComponentMetadata metadata, TimeProvider clock) => component.Type switch
    {
        "middleware.http.bearer" => new BearerMiddleware(metadata, clock),
        "middleware.http.opa" => new OpaMiddleware(metadata),
        "middleware.http.ratelimit" => new RateLimitMiddleware(metadata, clock),
        "middleware.http.routeralias" => new RouterAliasMiddleware(metadata),
        "middleware.http.routerchecker" => new RouterCheckerMiddleware(metadata),
        "middleware.http.uppercase" => new UppercaseMiddleware(),
        _ => null,
    };
}
