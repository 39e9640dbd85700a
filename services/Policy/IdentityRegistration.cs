using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpenClaw.Policy.Features;
using OpenClaw.Policy.Features.Accounts;
using OpenClaw.Policy.Features.KillSwitches;
using OpenClaw.Policy.Features.Members;
using OpenClaw.Policy.Features.Tenants;
using OpenClaw.Policy.Infrastructure;
using OpenClaw.Policy.Options;
using OpenClaw.ServiceDefaults.Policy.KillSwitches;
using OpenClaw.ServiceDefaults.UserData;

namespace OpenClaw.Policy;

/// <summary>Tenants, service accounts and kill switches, which live in this service's database.</summary>
internal static class IdentityRegistration
{
    public static void AddTenantsAndAccounts(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<TenantOptions>, TenantOptionsValidator>();
        services.AddOptions<TenantOptions>().BindConfiguration(TenantOptions.Section).ValidateOnStart();
        services.AddSingleton<ITenantStore, PostgresTenantStore>();
        services.AddSingleton<IAccountStore, PostgresAccountStore>();
        services.AddSingleton<IAnswerStore, PostgresAnswerStore>();
        services.AddSingleton<Repeats>();
        services.AddSingleton<IMemberStore, PostgresMemberStore>();
        services.AddSingleton<IKillSwitchStore, PostgresKillSwitchStore>();
        services.AddSingleton<IUserData, PostgresUserData>();
        services.AddSingleton<AdministrationAudit>();
        services.AddSingleton<KillSwitchAdministration>();
        services.Replace(ServiceDescriptor.Singleton<IKillSwitchSource, LocalKillSwitchSource>());
        services.AddSingleton<TenantAdministration>();
        services.AddSingleton<AccountAdministration>();
        services.AddHostedService<TenantSeeder>();
    }

    public static void MapTenantsAndAccounts(this IEndpointRouteBuilder app)
    {
        app.MapGetTenants();
        app.MapTenants();
        app.MapAccounts();
        app.MapMembers();
        app.MapKillSwitches();
        app.MapUserData();
    }
}
