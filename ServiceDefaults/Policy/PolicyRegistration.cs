using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Events;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Policy.KillSwitches;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>The policy enforcement point of every service.</summary>
public static class PolicyRegistration
{
    /// <summary>Registers <see cref="IPolicyEnforcement"/>. A service with a source of its own replaces <see cref="IPolicySource"/>.</summary>
    public static IHostApplicationBuilder AddPolicyEnforcement(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddSingleton<IValidateOptions<PolicyOptions>, PolicyOptionsValidator>();
        builder.Services.AddOptions<PolicyOptions>().BindConfiguration(PolicyOptions.Section).ValidateOnStart();
        builder.Services.TryAddSingleton<IPolicySource, SidecarPolicySource>();
        builder.Services.TryAddSingleton<PolicyTrustKeys>();
        builder.Services.TryAddSingleton<PolicyKeep>();
        builder.Services.TryAddSingleton<RuleCompiler>();
        builder.Services.TryAddSingleton<PolicyEngine>();
        builder.Services.TryAddSingleton<PolicyLoader>();
        builder.Services.TryAddSingleton<IPolicyReports, SidecarPolicyReports>();
        builder.Services.TryAddSingleton<PolicyReporter>();
        builder.Services.AddHostedService(services => services.GetRequiredService<PolicyReporter>());
        builder.Services.TryAddSingleton<PolicyRefresher>();
        builder.Services.AddHostedService(services => services.GetRequiredService<PolicyRefresher>());
        builder.Services.TryAddSingleton<IPolicyNews>(services => services.GetRequiredService<PolicyRefresher>());
        builder.Services.TryAddSingleton<IPolicyRefresh>(services => services.GetRequiredService<PolicyRefresher>());
        builder.AddKillSwitches();
        builder.Services.TryAddSingleton<ITrialReporter, SidecarTrialReporter>();
        builder.Services.TryAddSingleton<TrialObserver>();
        builder.Services.AddHostedService(services => services.GetRequiredService<TrialObserver>());
        builder.Services.AddHealthChecks().AddCheck<PolicyHealthCheck>("policy");
        if (builder.Configuration.GetValue(OpaOptions.EngineKey, PolicyEngineKind.Embedded) == PolicyEngineKind.Opa)
        {
            AddOpa(builder.Services);
        }

        builder.Services.TryAddSingleton<IPolicyDecider, PolicyEnforcement>();
        return builder;
    }

    private static void AddKillSwitches(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<KillSwitchOptions>, KillSwitchOptionsValidator>();
        builder.Services.AddOptions<KillSwitchOptions>().BindConfiguration(KillSwitchOptions.Section).ValidateOnStart();
        builder.Services.TryAddSingleton<IKillSwitchSource, SidecarKillSwitchSource>();
        builder.Services.TryAddSingleton<KillSwitchList>();
        builder.Services.TryAddSingleton<KillSwitchKeeper>();
        builder.Services.AddHostedService(services => services.GetRequiredService<KillSwitchKeeper>());
        builder.Services.TryAddSingleton<IPolicyEnforcement, StoppableEnforcement>();
    }

    private static void AddOpa(IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<OpaOptions>, OpaOptionsValidator>();
        services.AddOptions<OpaOptions>().BindConfiguration(OpaOptions.Section).ValidateOnStart();
        services.AddHttpClient(OpaClient.ClientName)
            .ConfigureHttpClient((provider, client) => client.Timeout = provider.GetRequiredService<IOptions<OpaOptions>>().Value.Timeout)
            .RemoveAllLoggers();
        services.AddSingleton<OpaClient>();
        services.TryAddSingleton<IPolicyDecider, OpaPolicyEnforcement>();
        services.AddHealthChecks().AddCheck<OpaHealthCheck>("opa");
    }

    /// <summary>
    /// Puts <c>X-Policy-Version</c> and <c>X-Policy-Age</c> on governed answers and listens to <c>policy.changed</c> on <c>/events/policy-changed</c>.
    /// </summary>
    public static WebApplication MapPolicyEvents(this WebApplication app)
    {
        app.UseMiddleware<PolicyVersionMiddleware>();
        app.MapEvent<PolicyChanged>("/events/policy-changed", (change, services, _) =>
        {
            // The loops do the work; the delivery must not wait for it, and polling covers what fails.
            services.GetRequiredService<IPolicyNews>().Hear(change);
            if (change.Catalogue is null)
            {
                services.GetRequiredService<KillSwitchKeeper>().Wake();
            }

            return Task.FromResult(EventResult.Done);
        }).RequireSidecar();
        return app;
    }
}
