using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpenClaw.Policy.Features.Bundles;
using OpenClaw.Policy.Features.Classifying;
using OpenClaw.Policy.Features.Decisions;
using OpenClaw.Policy.Features.Modules;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.Policy.Features.Replay;
using OpenClaw.Policy.Features.Replicas;
using OpenClaw.Policy.Features.Routing;
using OpenClaw.Policy.Features.Tenants;
using OpenClaw.Policy.Features.Transfer;
using OpenClaw.Policy.Features.Trials;
using OpenClaw.Policy.Infrastructure;
using OpenClaw.Policy.Options;
using OpenClaw.ServiceDefaults.Policy;
using OpenClaw.ServiceDefaults.Policy.Evaluation;

namespace OpenClaw.Policy;

internal static class PolicyServiceRegistration
{
    public static void AddPolicyService(this IHostApplicationBuilder builder)
    {
        builder.AddPolicyDatabase();
        builder.Services.AddBundles();
        builder.Services.AddPolicies();
        builder.Services.AddTenantsAndAccounts();
    }

    private static void AddBundles(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<RulesOptions>, RulesOptionsValidator>();
        services.AddOptions<RulesOptions>().BindConfiguration(RulesOptions.Section).ValidateOnStart();
        services.AddSingleton<IRuleFolder, RuleFolder>();
        services.AddSingleton<BundleShelf>();
        services.AddSingleton<BundlePublisher>();
        services.AddSingleton<BundleSigner>();
        services.AddSingleton<BundleKeeper>();
        services.AddSingleton<IBundleRefresh>(provider => provider.GetRequiredService<BundleKeeper>());
        services.AddHostedService(provider => provider.GetRequiredService<BundleKeeper>());

        // This service decides with what it has on its own shelf.
        services.Replace(ServiceDescriptor.Singleton<IPolicySource, LocalPolicySource>());
        services.Replace(ServiceDescriptor.Singleton<IPolicyNews>(provider => provider.GetRequiredService<BundleKeeper>()));
        services.Replace(ServiceDescriptor.Singleton<IPolicyReports, LocalPolicyReports>());
        services.PostConfigure<PolicyOptions>(enforcement => enforcement.Folder = "");
    }

    private static void AddPolicies(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<BaselineOptions>, BaselineOptionsValidator>();
        services.AddOptions<BaselineOptions>().BindConfiguration(BaselineOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<LimitOptions>, LimitOptionsValidator>();
        services.AddOptions<LimitOptions>().BindConfiguration(LimitOptions.Section).ValidateOnStart();
        services.AddSingleton<PolicySteps>();
        services.AddSingleton<PolicyChanger>();
        services.AddSingleton<PolicyWriter>();
        services.AddSingleton<MembershipFilter>();
        services.AddSingleton<ModuleWriter>();
        services.AddSingleton<PolicyImporter>();
        services.AddSingleton<IKnownTenants, StoredTenants>();
        services.AddEvaluation();
        services.AddSingleton<Simulator>();
        services.AddSingleton<ContentDetectors>();
        services.AddSingleton<IContentAssessor>(provider => ActivatorUtilities.CreateInstance<CarefulAssessor>(provider, provider.GetRequiredService<ContentDetectors>()));
        services.AddSingleton<ClassificationAudit>();
        services.AddSingleton<Classifier>();
        services.AddSingleton<ClassificationOverrider>();
        services.AddSingleton<IValidateOptions<ModelOptions>, ModelOptionsValidator>();
        services.AddOptions<ModelOptions>().BindConfiguration(ModelOptions.Section).ValidateOnStart();
        services.AddSingleton<ModelRouter>();
        services.AddHostedService<BaselineInstaller>();
        services.AddHostedService<TurnKeeper>();
        services.AddSingleton<IDecisionLog, SidecarDecisionLog>();
        services.AddSingleton<Replayer>();
        services.AddSingleton<TrialWriter>();
        services.AddHostedService<TrialKeeper>();
        services.Replace(ServiceDescriptor.Singleton<ITrialReporter, LocalTrialReporter>());
    }
}
