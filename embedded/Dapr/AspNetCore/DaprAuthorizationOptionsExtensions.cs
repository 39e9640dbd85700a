using Dapr.AspNetCore;

namespace Microsoft.AspNetCore.Authorization;

/// <summary>Adds the policy that demands the application's own sidecar.</summary>
public static class DaprAuthorizationOptionsExtensions
{
    /// <summary>Adds the policy.</summary>
    public static void AddDapr(this AuthorizationOptions options, string name = "Dapr")
    {
        ArgumentNullException.ThrowIfNull(options);
        options.AddPolicy(name, policy => policy.AddAuthenticationSchemes(DaprAuthenticationHandler.SchemeName).RequireAuthenticatedUser());
    }
}
