using OpenClaw.Connector.Features.Webhooks;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Connector.Features.Connections;

/// <summary>A connection as people of its tenant see it.</summary>
public sealed record ConnectionView(string Id, string Type, string Status, DateTimeOffset? LastDeliveryAt, string? LastEvent, IReadOnlyList<string> Repositories);

/// <summary>Answer of <c>GET /api/v1/connectors</c>.</summary>
public sealed record ConnectionList(IReadOnlyList<ConnectionView> Items);

internal static class ListConnections
{
    public static RouteHandlerBuilder MapListConnections(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/connectors", HandleAsync)
            .RequirePermission(Permissions.ConnectorsRead)
            .WithName("ListConnectors")
            .WithSummary("The connections of your company")
            .Produces<ConnectionList>()
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> HandleAsync(
        Caller caller, ConnectionDirectory connections, IDeliveryLedger ledger, CancellationToken cancellationToken)
    {
        var views = new List<ConnectionView>();
        foreach (var connection in connections.OfTenant(caller.TenantId))
        {
            var last = await ledger.LastAsync(connection, cancellationToken);
            views.Add(new ConnectionView(connection.Id, "github", "active", last?.At, last?.EventName, connection.Repositories));
        }

        return TypedResults.Ok(new ConnectionList(views));
    }
}
