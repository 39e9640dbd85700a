using OpenClaw.Policy.Features.Bundles;

namespace OpenClaw.Policy;

internal static class PolicyApi
{
    public static void MapPolicyApi(this IEndpointRouteBuilder app)
    {
        app.MapGetBundle();
        app.MapGetOpaBundle();
        app.MapGroup("/api/v1/policies").WithTags("Policies").MapGetVersion();
    }
}
