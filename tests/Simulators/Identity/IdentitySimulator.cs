using OpenClaw.Simulators.Identity;

namespace OpenClaw.Simulators;

/// <summary>
/// An OpenID provider with the parts a relying party meets: discovery, keys, the code flow with PKCE (all claims are in the tokens); and under
/// <c>/simulator</c> what tests need: ready tokens, broken tokens, key rotation.
/// </summary>
public static class IdentitySimulator
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<SigningKeys>();
        builder.Services.AddSingleton<TokenWriter>();
        builder.Services.AddSingleton<CodeGrants>();
        builder.Services.AddOptions<IdentitySimulatorOptions>().BindConfiguration(IdentitySimulatorOptions.Section);

        var app = builder.Build();
        app.MapGet("/health", () => Results.Ok());
        app.MapGet("/", () => Results.Redirect("/.well-known/openid-configuration"));
        app.MapProvider();
        app.MapAuthorize();
        app.MapToken();
        app.MapTestSupport();
        return app;
    }
}
