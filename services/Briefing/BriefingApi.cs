using OpenClaw.Briefing.Features.Deciding;
using OpenClaw.Briefing.Features.Discovery;
using OpenClaw.Briefing.Features.Generation;
using OpenClaw.Briefing.Features.Reading;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Events;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.UserData;

namespace OpenClaw.Briefing;

internal static class BriefingApi
{
    public static void MapBriefingApi(this WebApplication app)
    {
        var group = app.MapGroup("/api/v1").RequirePermission(Permissions.AssistantUse);
        group.MapGenerateBriefing();
        group.MapReadBriefings();
        group.MapReadTasks();
        group.MapChangeTask();

        app.MapUserData();
        app.MapEvent<ConnectorItemsChanged, ObserveItemsConsumer>("/events/connector-items");
        app.MapActorsHandlers().RequireSidecar();
    }
}
