using OpenClaw.Sidecar.Api;

namespace OpenClaw.Sidecar.Actors;

/// <summary>Where actors are plugged into the sidecar.</summary>
internal static class ActorsRegistration
{
    public static IServiceCollection AddActors(this IServiceCollection services) => services;

    /// <summary>The API of the app's own sidecar: <c>/v1.0/actors/{type}/{id}/...</c>.</summary>
    public static void MapActors(this IEndpointRouteBuilder api) =>
        api.Map("/v1.0/actors/{**rest}", context => ApiErrors.WriteAsync(context,
            new ApiException(StatusCodes.Status400BadRequest, "ERR_ACTOR_NO_PLACEMENT", "placement is not configured")));

    /// <summary>Calls from other sidecars, on the internal port only: <c>/internal/actors/...</c>.</summary>
    public static void MapInternalActors(this IEndpointRouteBuilder peers) => _ = peers;
}
