using OpenClaw.Connector.Features.Connections;
using OpenClaw.Connector.Features.Reads;
using OpenClaw.Connector.Features.Webhooks;

namespace OpenClaw.Connector;

internal static class ConnectorApi
{
    public static void MapConnectorApi(this IEndpointRouteBuilder app)
    {
        app.MapReceiveGitHubWebhook();
        app.MapReadGitHub();
        app.MapListConnections();
    }
}
