using Microsoft.Extensions.Options;
using OpenClaw.Briefing.Features.Deciding;
using OpenClaw.Briefing.Features.Desk;
using OpenClaw.Briefing.Features.Discovery;
using OpenClaw.Briefing.Features.Generation;
using OpenClaw.Briefing.Infrastructure;
using OpenClaw.Briefing.Options;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.UserData;

namespace OpenClaw.Briefing;

internal static class BriefingRegistration
{
    public static void AddBriefingService(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<IValidateOptions<BriefingOptions>, BriefingOptionsValidator>();
        services.AddSingleton<IValidateOptions<BriefingOptions>, WorkingHoursValidator>();
        services.AddOptions<BriefingOptions>().BindConfiguration(BriefingOptions.Section).ValidateOnStart();

        services.AddActors(options =>
        {
            // One JSON dialect for calls and stored state, the same on both platforms.
            options.UseJsonSerialization = true;
            options.JsonSerializerOptions = ContractsJson.Options;
            options.ActorIdleTimeout = TimeSpan.FromMinutes(10);
            options.Actors.RegisterActor<BriefingActor>();
        });
        services.AddSingleton<IDesks, ActorDesks>();
        services.AddSingleton<IUserData, DeskUserData>();
        services.AddSingleton<IConnectorReader, DaprConnectorReader>();
        services.AddSingleton<IActivityLog, DaprActivityLog>();

        services.AddScoped<ObserveItemsConsumer>();
        services.AddScoped<SourceScan>();
        services.AddScoped<GenerationRecorder>();
        services.AddScoped<GenerateBriefingHandler>();
        services.AddScoped<ChangeTaskHandler>();
    }
}
