using Microsoft.Extensions.Options;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Features.Sessions;
using OpenClaw.Gateway.Features.SignIn;
using OpenClaw.Gateway.Options;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.Gateway.Features.Live;

/// <summary>
/// <c>/ws</c>: frames <c>{"type":..., "data":...}</c> for the signed-in person. Browsers send cookies along with sockets that
/// other sites open, so a cookie counts only together with our own origin.
/// </summary>
internal static class OpenLiveConnection
{
    public const string Protocol = "openclaw.v1";

    public static IEndpointConventionBuilder MapLive(this IEndpointRouteBuilder app) =>
        app.MapGet("/ws", HandleAsync)
            .WithName("OpenLiveConnection")
            .WithSummary("Live events of the signed-in person (WebSocket)")
            .RequirePerson()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized);

    private static async Task HandleAsync(
        HttpContext context, SignedIn person, LiveConnections connections, PublicAddress address, IOptions<LiveOptions> options, TimeProvider time)
    {
        if (Refusal(context, person, connections, address) is { } failure)
        {
            await failure.ToProblem().ExecuteAsync(context);
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            // A browser fails the handshake when it offered protocols and none is chosen.
            SubProtocol = context.WebSockets.WebSocketRequestedProtocols.Contains(Protocol) ? Protocol : null,
            KeepAliveInterval = options.Value.KeepAlive,
            KeepAliveTimeout = options.Value.KeepAlive,
        });
        using var connection = new LiveConnection(socket, person, options.Value.QueueLength, time);
        if (!connections.TryAdd(connection))
        {
            connection.CloseForShutdown();
        }

        try
        {
            connection.Send(new LiveFrame("ready", null).ToBytes());
            await connection.RunAsync(context.RequestAborted);
        }
        finally
        {
            connections.Remove(connection);
        }
    }

    private static Failure? Refusal(HttpContext context, SignedIn person, LiveConnections connections, PublicAddress address)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            return new(ErrorCodes.BadRequest, StatusCodes.Status400BadRequest, "The request cannot be read", "Open a WebSocket here.");
        }

        if (person.SessionId is not null && context.Request.Headers.Origin != address.OriginOf(context.Request))
        {
            return new(ErrorCodes.Forbidden, StatusCodes.Status403Forbidden, "Not allowed", "Sockets with a session open only from this site's pages.");
        }

        return connections.HasRoomFor(person.Caller)
            ? null
            : new(ErrorCodes.RateLimited, StatusCodes.Status429TooManyRequests, "Too many connections", "Close another window first.");
    }
}
