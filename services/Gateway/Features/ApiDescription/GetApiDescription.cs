using System.Text.Json.Nodes;
using OpenClaw.Gateway.Features.Forwarding;
using OpenClaw.Gateway.Features.SignIn;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Gateway.Features.ApiDescription;

/// <summary>
/// <c>GET /api/v1/openapi.json</c>: the whole API in one OpenAPI document, made of what each service says about its own routes.
/// A service that does not answer makes it unavailable: a partial contract would look like a complete one.
/// </summary>
internal static class GetApiDescription
{
    public static void MapApiDescriptions(this IEndpointRouteBuilder api) =>
        api.MapGet("/openapi.json", HandleAsync)
            .WithName("GetApiDescription")
            .WithSummary("This API as an OpenAPI document")
            .WithTags("Description")
            .RequirePersonWith(Permissions.IdentityRead)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> HandleAsync(IServiceDescriptions descriptions, CancellationToken cancellationToken)
    {
        var merged = new MergedDocument();
        merged.AddOwn(await descriptions.OwnAsync(cancellationToken));
        foreach (var appId in ForwardedRoutes.All.Select(route => route.AppId).Distinct())
        {
            merged.AddService(appId, await descriptions.OfAsync(appId, cancellationToken));
        }

        return TypedResults.Text(merged.ToJson().ToJsonString(), "application/json");
    }
}

/// <summary>What the services say about their routes.</summary>
internal interface IServiceDescriptions
{
    Task<JsonNode> OwnAsync(CancellationToken cancellationToken);

    /// <exception cref="HttpRequestException">It cannot be reached.</exception>
    Task<JsonNode> OfAsync(string appId, CancellationToken cancellationToken);
}
