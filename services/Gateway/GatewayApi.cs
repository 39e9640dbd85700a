using OpenClaw.Contracts;
using OpenClaw.Gateway.Features;
using OpenClaw.Gateway.Features.ApiDescription;
using OpenClaw.Gateway.Features.Decisions;
using OpenClaw.Gateway.Features.Forwarding;
using OpenClaw.Gateway.Features.Live;
using OpenClaw.Gateway.Features.Sessions;
using OpenClaw.Gateway.Features.SignIn;
using OpenClaw.ServiceDefaults.Events;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.UserData;

namespace OpenClaw.Gateway;

/// <summary>The routes of the door.</summary>
internal static class GatewayApi
{
    public static void MapGateway(this WebApplication app)
    {
        app.UseWebConsole();
        var api = app.MapGroup("/api/v1");
        api.MapStatus();
        api.MapComponentStatus();
        var auth = api.MapGroup("/auth").WithTags("Sign-in");
        auth.MapBeginSignIn();
        auth.MapCompleteSignIn();
        auth.MapWhoAmI();
        auth.MapEndSession();
        auth.MapOwnSessions();
        api.MapUserSessions();
        api.MapApiDescriptions();
        api.MapEvaluateAtTheDoor();
        api.MapForwarding();
        app.MapLive();
        app.MapUserData();
        app.MapEvent<NotificationCreated, NotificationPush>("/events/notification-created").RequireSidecar();
    }
}
