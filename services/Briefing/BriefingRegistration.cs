using Microsoft.Extensions.Options;
using OpenClaw.Briefing.Features.Deciding;
using OpenClaw.Briefing.Features.Discovery;
using OpenClaw.Briefing.Features.Generation;
using OpenClaw.Briefing.Infrastructure;
using OpenClaw.Briefing.Options;

namespace OpenClaw.Briefing;

internal static class BriefingRegistration
{
    public static void AddBriefingService(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<IValidateOptions<BriefingOptions>, BriefingOptionsValidator>();
        services.AddSingleton<IValidateOptions<BriefingOptions>, WorkingHoursValidator>();
        services.AddOptions<BriefingOptions>().BindConfiguration(BriefingOptions.Section).ValidateOnStart();

        services.AddDaprClient();
        services.AddSingleton<IConnectorReader, DaprConnectorReader>();

        services.AddScoped<ObserveItemsConsumer>();
        services.AddScoped<SourceScan>();
        services.AddScoped<GenerationRecorder>();
        services.AddScoped<GenerateBriefingHandler>();
        services.AddScoped<ChangeTaskHandler>();
    }
}
