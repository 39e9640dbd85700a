using Microsoft.AspNetCore.Authorization;
using OpenClaw.Gateway.Features.Sessions;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Gateway.Features.SignIn;

/// <summary>How the person of this request proved who they are.</summary>
/// <param name="EndsAt">When the proof ends; live connections end with it.</param>
internal sealed record SignedIn(Caller Caller, DateTimeOffset EndsAt)
{
    /// <summary>Set when it was the cookie.</summary>
    public string? SessionId { get; init; }

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
}
