namespace OpenClaw.AppHost;

internal static class TenantsExtensions
{
    /// <summary>Locally the two made-up companies; a deployment names the one whose administrators add all others.</summary>
    public static IResourceBuilder<ProjectResource> WithTenants(this IResourceBuilder<ProjectResource> policy) =>
        policy.ApplicationBuilder.ExecutionContext.IsPublishMode
            ? policy.WithEnvironment("Tenants__Owner", policy.ApplicationBuilder.AddParameter("operating-tenant"))
            : policy
                .WithEnvironment("Tenants__Owner", "acme")
                .WithEnvironment("Tenants__Seed__acme", "Acme Robotics")
                .WithEnvironment("Tenants__Seed__globex", "Globex Labs");
}
