using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.ServiceDefaults.Identity;

/// <summary>Caller identity for every service.</summary>
public static class IdentityRegistration
{
    // The sidecar is a loopback hop away; longer than this it is not up yet and asking again is better.
    private static readonly TimeSpan SecretTimeout = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Authentication of people and sidecars, and authorization that refuses every route which declares nothing unless the
    /// call came through the own sidecar.
    /// </summary>
    public static void AddOpenClawIdentity(this IHostApplicationBuilder builder)
    {
        AddSidecarToken(builder);
        AddInternalToken(builder);
        builder.Services.AddAuthentication(IdentitySchemes.Person)
            .AddScheme<AuthenticationSchemeOptions, PersonAuthentication>(IdentitySchemes.Person, null)
            .AddScheme<AuthenticationSchemeOptions, SidecarAuthentication>(IdentitySchemes.Sidecar, null);
        builder.Services.AddSingleton<RefusalRecorder>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<RefusalRecorder>());
        builder.Services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder(IdentitySchemes.Sidecar).RequireAuthenticatedUser().Build());
    }

    public static void UseOpenClawIdentity(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
    }

    private static void AddSidecarToken(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<SidecarTokenOptions>, SidecarTokenOptionsValidator>();
        builder.Services.AddOptions<SidecarTokenOptions>()
            .Configure<IConfiguration>((options, configuration) => options.Token = configuration[SidecarTokenOptions.Key] ?? "")
            .ValidateOnStart();
        builder.Services.AddSingleton<SidecarToken>();
    }

    private static void AddInternalToken(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<InternalTokenOptions>, InternalTokenOptionsValidator>();
        builder.Services.AddOptions<InternalTokenOptions>().BindConfiguration(InternalTokenOptions.Section).ValidateOnStart();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<InternalTokenKeys>();
        builder.Services.TryAddSingleton<InternalTokenValidator>();
        builder.Services.AddHttpClient(SidecarSecretReader.ClientName, client => client.Timeout = SecretTimeout)
            .RemoveAllLoggers();
        builder.Services.TryAddSingleton<ISecretReader, SidecarSecretReader>();
        builder.Services.AddHostedService<InternalTokenKeyLoader>();
        builder.Services.AddHealthChecks().AddCheck<InternalTokenKeyHealth>("internal-token-key");
    }
}
