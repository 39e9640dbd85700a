using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using OpenClaw.Gateway.Features.ApiDescription;
using OpenClaw.Gateway.Features.ApiKeys;
using OpenClaw.Gateway.Features.Forwarding;
using OpenClaw.Gateway.Features.KillSwitches;
using OpenClaw.Gateway.Features.Live;
using OpenClaw.Gateway.Features.RateLimits;
using OpenClaw.Gateway.Features.Revocation;
using OpenClaw.Gateway.Features.Sessions;
using OpenClaw.Gateway.Features.SignIn;
using OpenClaw.Gateway.Features.Tenants;
using OpenClaw.Gateway.Infrastructure;
using OpenClaw.Gateway.Infrastructure.Oidc;
using OpenClaw.Gateway.Options;
using OpenClaw.ServiceDefaults.Policy.Evaluation;
using OpenClaw.ServiceDefaults.UserData;

namespace OpenClaw.Gateway;

/// <summary>Everything the gateway needs.</summary>
internal static class GatewayRegistration
{
    private const int MaxProviderDocumentBytes = 256 * 1024;

    public static void AddGateway(this WebApplicationBuilder builder)
    {
        AddOptions(builder.Services);
        AddSignIn(builder.Services);
        AddForwarding(builder.Services);
        AddLive(builder.Services);
        AddLimits(builder);
        builder.WebHost.ConfigureKestrel(server => server.AddServerHeader = false);
    }

    private static void AddOptions(IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<OidcOptions>, OidcOptionsValidator>();
        services.AddSingleton<IValidateOptions<OidcOptions>, OidcTransportValidator>();
        services.AddSingleton<IValidateOptions<GatewayOptions>, GatewayOptionsValidator>();
        services.AddSingleton<IValidateOptions<BrowserSessionOptions>, BrowserSessionOptionsValidator>();
        services.AddSingleton<IValidateOptions<LiveOptions>, LiveOptionsValidator>();
        services.AddOptions<OidcOptions>().BindConfiguration(OidcOptions.Section).ValidateOnStart();
        services.AddOptions<GatewayOptions>().BindConfiguration(GatewayOptions.Section).ValidateOnStart();
        services.AddOptions<BrowserSessionOptions>().BindConfiguration(BrowserSessionOptions.Section).ValidateOnStart();
        services.AddOptions<LiveOptions>().BindConfiguration(LiveOptions.Section).ValidateOnStart();
    }

    private static void AddSignIn(IServiceCollection services)
    {
        services.AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, GatewayAuthentication>(GatewayAuthentication.SchemeName, null);

        // The services' rule (a route that declares nothing is for the sidecar) would hide the pages; here every route declares.
        services.Configure<AuthorizationOptions>(options => options.FallbackPolicy = null);
        services.AddHttpClient(ProviderDocuments.ClientName)
            .ConfigureHttpClient((provider, client) =>
            {
                client.Timeout = provider.GetRequiredService<IOptions<OidcOptions>>().Value.Timeout;
                client.MaxResponseContentBufferSize = MaxProviderDocumentBytes;
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        services.AddSingleton<ITrustedProviderFactory, TrustedProviderFactory>();
        services.AddSingleton<IdentityProviders>();
        services.AddSingleton<ITenantSource, PolicyTenants>();
        services.AddSingleton<TenantDirectory>();
        services.AddSingleton<TenantKeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<TenantKeeper>());
        services.AddHealthChecks().AddCheck<TenantKeeper>("tenants");
        services.AddSingleton<ClaimsMapping>();
        services.AddSingleton<PublicAddress>();
        services.AddSingleton<GatewayCookies>();
        services.AddSingleton<ISessionStore, DaprSessionStore>();
        services.AddSingleton<IPendingSignIns, DaprPendingSignIns>();
        services.AddSingleton<SessionRegister>();
        services.AddSingleton<IUserData, SessionUserData>();
        services.AddSingleton<ISessionIndex, DaprSessionIndex>();
        services.AddSingleton<IRevocationStore, DaprRevocationStore>();
        services.AddSingleton<RevocationRegister>();
        services.AddSingleton<IApiKeyDirectory, PolicyApiKeys>();
        services.AddSingleton<ApiKeyRegister>();
        services.AddScoped<SignInAudit>();
        services.AddScoped<CompleteSignInHandler>();
    }

    private static void AddForwarding(IServiceCollection services)
    {
        services.AddSingleton<IServiceInvoker, SidecarInvoker>();
        services.AddSingleton<PersonReports>();
        services.AddHostedService(provider => provider.GetRequiredService<PersonReports>());
        services.AddSingleton<InternalTokens>();
        services.AddSingleton<SigningKeyLoader>();
        services.AddHostedService(provider => provider.GetRequiredService<SigningKeyLoader>());
        services.AddHealthChecks().AddCheck<SigningKeyLoader>("internal-token-signing-key");
        services.AddSingleton<ForwardedAnswer>();
        services.AddSingleton<Forwarder>();
        services.AddSingleton<IServiceDescriptions, ServiceDescriptions>();
        services.AddSingleton<IKnownTenants>(provider => provider.GetRequiredService<TenantDirectory>());
        services.AddEvaluation();
    }

    private static void AddLive(IServiceCollection services)
    {
        services.AddSingleton<StopRegister>();
        services.AddSingleton<LiveConnections>();
        services.AddSingleton<NotificationPush>();
        services.AddHostedService<LiveShutdown>();
        services.AddHostedService<LiveWatch>();
    }

    private static void AddLimits(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<RateLimitOptions>, RateLimitOptionsValidator>();
        builder.Services.AddOptions<RateLimitOptions>().BindConfiguration(RateLimitOptions.Section).ValidateOnStart();
        builder.AddRateCounters();
        builder.Services.AddSingleton<LocalCounters>();
        builder.Services.AddSingleton<RateLimiter>();
        builder.Services.AddSingleton<RequestLimits>();
        builder.Services.AddSingleton<RecentPeople>();
        builder.Services.AddSingleton<ClientAddress>();
    }
}
