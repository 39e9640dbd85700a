using Microsoft.AspNetCore.Authorization;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Features.Sessions;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Gateway.Features.SignIn;

/// <summary>How the person of this request proved who they are.</summary>
/// <param name="EndsAt">When the proof ends; live connections end with it.</param>
internal sealed record SignedIn(Caller Caller, DateTimeOffset EndsAt)
{
    /// <summary>Names the session or token without being it; what is ended is remembered by this.</summary>
    public required string ProofDigest { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Set when it was the cookie.</summary>
    public string? SessionId { get; init; }

    /// <summary>Set when it was the key of a service account.</summary>
    public ApiKeyEntry? Key { get; init; }

    public Session? Session { get; init; }

    /// <summary>Bound from what authentication left; routes that take it are behind <see cref="DoorConventions.RequirePerson"/>.</summary>
    public static ValueTask<SignedIn?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<SignedIn>());
}

internal static class DoorConventions
{
    /// <summary>A person with a provider token or a session; the gateway's counterpart of RequireCaller.</summary>
    public static TBuilder RequirePerson<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.RequireAuthorization(new AuthorizationPolicyBuilder(GatewayAuthentication.SchemeName).RequireAuthenticatedUser().Build());

    /// <summary>A person whose roles have the permission (403 otherwise); the gateway's counterpart of RequirePermission.</summary>
    public static TBuilder RequirePersonWith<TBuilder>(this TBuilder builder, string permission)
        where TBuilder : IEndpointConventionBuilder =>
        builder.RequireAuthorization(new AuthorizationPolicyBuilder(GatewayAuthentication.SchemeName).RequirePermission(permission).Build())
            .WithMetadata(new PermissionMetadata(permission));
}
