using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;

namespace OpenClaw.ServiceDefaults.Identity;

/// <summary>
/// Who may use a route. Each rule names its authentication schemes, so a route proves exactly what it declares and
/// nothing depends on a default scheme. Rules on a group and on a route add up.
/// </summary>
public static class IdentityEndpointConventions
{
    /// <summary>
    /// A person: an internal token of the gateway that arrived through this app's sidecar. Endpoints may then take a
    /// <see cref="Caller"/>. With roles, one of them is needed (403 otherwise).
    /// </summary>
    public static TBuilder RequireCaller<TBuilder>(this TBuilder builder, params string[] roles)
        where TBuilder : IEndpointConventionBuilder
    {
        // Rules add up by merging identities, so "is authenticated" could be met by another rule's scheme: ask for what only a
        // person's token brings.
        var policy = new AuthorizationPolicyBuilder(IdentitySchemes.Person).RequireAuthenticatedUser().RequireClaim(InternalClaims.Tenant);
        if (roles.Length > 0)
        {
            policy.RequireClaim(InternalClaims.Role, roles);
        }

        return builder.RequireAuthorization(policy.Build()).WithMetadata(new NeedsPerson());
    }

    /// <summary>
    /// A person or service account that has the permission, be it for themselves only (403 otherwise). How far it reaches is
    /// for the handler to ask: <see cref="PermissionChecks.May(Caller, string, ScopeTarget)"/>.
    /// </summary>
    public static TBuilder RequirePermission<TBuilder>(this TBuilder builder, string permission)
        where TBuilder : IEndpointConventionBuilder =>
        builder.RequireAuthorization(new AuthorizationPolicyBuilder(IdentitySchemes.Person).RequirePermission(permission).Build())
            .WithMetadata(new NeedsPerson(), new PermissionMetadata(permission));

    /// <summary>The rule alone, for a door that knows its people by other schemes.</summary>
    public static AuthorizationPolicyBuilder RequirePermission(this AuthorizationPolicyBuilder policy, string permission)
    {
        // Asked once here, so that a misspelt name fails the start and not the first request.
        _ = PermissionTable.Of(Roles.User, permission);
        return policy.RequireAuthenticatedUser().RequireClaim(InternalClaims.Tenant)
            .RequireAssertion(context => Caller.From(context.User) is { } caller && caller.May(permission));
    }

    /// <summary>One of these apps, as the sidecars on both ends say (403 for any other).</summary>
    public static TBuilder RequireService<TBuilder>(this TBuilder builder, params string[] appIds)
        where TBuilder : IEndpointConventionBuilder
    {
        if (appIds.Length == 0)
        {
            throw new ArgumentException("Name the apps that may call.", nameof(appIds));
        }

        return builder.RequireAuthorization(new AuthorizationPolicyBuilder(IdentitySchemes.Sidecar)
            .RequireAuthenticatedUser()
            .RequireClaim(IdentitySchemes.CallingAppClaim, appIds)
            .Build()).WithMetadata(new ForServices());
    }

    /// <summary>This app's own sidecar: events, bindings and actors.</summary>
    public static TBuilder RequireSidecar<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.RequireAuthorization(new AuthorizationPolicyBuilder(IdentitySchemes.Sidecar).RequireAuthenticatedUser().Build());
}

/// <summary>Marks a route of people, so that a refusal can say whether the person or the permission is missing.</summary>
internal sealed class NeedsPerson;

/// <summary>Marks a route of other services: no part of the API that is described to the outside.</summary>
internal sealed class ForServices;
