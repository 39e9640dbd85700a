using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Gateway.Features.SignIn;

/// <summary>
/// Browsers cannot set headers on a WebSocket, so there the token may come as a subprotocol: <c>access_token.&lt;token&gt;</c>.
/// Never in the query, which ends up in logs.
/// </summary>
internal static class LiveToken
{
    public const string Prefix = "access_token.";

    public static BearerToken Read(HttpRequest request)
    {
        var bearer = BearerToken.Read(request);
        if (bearer.Token is not null || bearer.IsMalformed || !request.HttpContext.WebSockets.IsWebSocketRequest)
        {
            return bearer;
        }

        var offered = request.HttpContext.WebSockets.WebSocketRequestedProtocols
            .Where(protocol => protocol.StartsWith(Prefix, StringComparison.Ordinal))
            .ToArray();
        return offered switch
        {
            [] => bearer,
            [var only] when only.Length > Prefix.Length => new BearerToken(only[Prefix.Length..], false),
            _ => new BearerToken(null, true),
        };
    }
}
