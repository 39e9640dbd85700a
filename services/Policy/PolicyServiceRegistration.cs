using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpenClaw.Policy.Features.Bundles;
using OpenClaw.Policy.Infrastructure;
using OpenClaw.Policy.Options;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy;

internal static class PolicyServiceRegistration
{
    public static void AddPolicyService(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<RulesOptions>, RulesOptionsValidator>();
        builder.Services.AddOptions<RulesOptions>().BindConfiguration(RulesOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IRuleFolder, RuleFolder>();
        builder.Services.AddSingleton<BundleShelf>();
        builder.Services.AddSingleton<BundlePublisher>();
        builder.Services.AddHostedService<RuleFolderWatcher>();

        // This service decides with what it has on its own shelf.
        builder.Services.Replace(ServiceDescriptor.Singleton<IPolicySource, LocalPolicySource>());
    }
}
