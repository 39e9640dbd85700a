namespace OpenClaw.AppHost;

/// <summary>Stand-ins for what lies outside the company: identity provider, GitHub, chat. Never published.</summary>
internal sealed record Simulators(IResourceBuilder<ProjectResource> Identity, IResourceBuilder<ProjectResource> GitHub, IResourceBuilder<ProjectResource> Chat);

internal static class SimulatorExtensions
{
    public static Simulators? AddSimulators(this IDistributedApplicationBuilder builder)
    {
        if (builder.ExecutionContext.IsPublishMode)
            return null;
        return new Simulators(Add(builder, "identity"), Add(builder, "github"), Add(builder, "chat"));
    }

    /// <summary>Locally the simulated identity provider; in a deployment the company's own, given by parameter.</summary>
    public static IResourceBuilder<ProjectResource> WithSignIn(this IResourceBuilder<ProjectResource> gateway, Simulators? simulators)
    {
        gateway.WithEnvironment("Oidc__ClientId", "openclaw-web");
        return simulators is null
            ? gateway.WithCompanySignIn(gateway.ApplicationBuilder)
            : gateway.WithEnvironment("Oidc__Issuer", simulators.Identity.GetEndpoint("http")).WaitFor(simulators.Identity);
    }

    private static IResourceBuilder<ProjectResource> WithCompanySignIn(this IResourceBuilder<ProjectResource> gateway, IDistributedApplicationBuilder builder) => gateway
        .WithEnvironment("Oidc__Issuer", builder.AddExternalService("identity-provider", builder.AddParameter("oidc-issuer")))
        .WithEnvironment("Gateway__PublicUrl", builder.AddParameter("public-url"));

    private static IResourceBuilder<ProjectResource> Add(IDistributedApplicationBuilder builder, string vendor) => builder
        .AddProject<Projects.OpenClaw_Simulators>($"{vendor}-simulator")
        .WithArgs(vendor)
        .WithHttpEndpoint()
        .ExcludeFromManifest();
}
