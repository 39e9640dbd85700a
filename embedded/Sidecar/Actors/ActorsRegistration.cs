using OpenClaw.Sidecar.Actors.Reminders;
using OpenClaw.Sidecar.Jobs;

namespace OpenClaw.Sidecar.Actors;

/// <summary>Where actors are plugged into the sidecar.</summary>
internal static class ActorsRegistration
{
    public static IServiceCollection AddActors(this IServiceCollection services)
    {
        services.AddSingleton<ActorAppCalls>();
        services.AddSingleton<ActorPeers>();
        services.AddSingleton<ActorState>();
        services.AddSingleton<ReminderStore>();
        services.AddSingleton<ReminderScheduler>();
        services.AddSingleton<ActorRuntime>();
        services.AddSingleton<IActorRuntime>(provider => provider.GetRequiredService<ActorRuntime>());
        services.AddHostedService(provider => provider.GetRequiredService<ActorRuntime>());
        services.AddSingleton<ActorRouter>();
        services.AddSingleton<ActorReminders>();
        services.AddSingleton<ActorsApi>();
        services.AddSingleton<InternalActorsApi>();
        services.AddSingleton<JobHost>();
        services.AddSingleton<JobBlock>();
        services.AddSingleton<JobsApi>();
        return services;
    }

    /// <summary>The API of the app's own sidecar: <c>/v1.0/actors/{type}/{id}/...</c>.</summary>
    public static void MapActors(this IEndpointRouteBuilder api)
    {
        var actors = api.ServiceProvider.GetRequiredService<ActorsApi>();
        api.Map("/v1.0/actors/{**rest}", actors.HandleAsync);
        api.ServiceProvider.GetRequiredService<JobsApi>().Map(api);
    }

    /// <summary>Calls from other sidecars, on the internal port only: <c>/internal/actors/...</c>.</summary>
    public static void MapInternalActors(this IEndpointRouteBuilder peers)
    {
        var actors = peers.ServiceProvider.GetRequiredService<InternalActorsApi>();
        peers.Map("/internal/actors/{**rest}", actors.HandleAsync);
    }
}
