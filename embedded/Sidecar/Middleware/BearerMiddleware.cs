using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Middleware;

/// <summary>
/// <c>middleware.http.bearer</c>: a JWT (RFC 7519) of the issuer for the audience, signed with a key of the issuer's
/// key set (RFC 7517). Times may be off by five minutes.
/// </summary>
internal sealed class BearerMiddleware(ComponentMetadata metadata, TimeProvider clock) : IHttpMiddleware, IDisposable
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);
    private static readonly MiddlewareAnswer Refused = new(StatusCodes.Status401Unauthorized, "Unauthorized");
    private readonly string _issuer = metadata.Required("issuer", "issuerURL");
    private readonly string _audience = metadata.Required("audience", "clientID");
    private readonly JsonWebKeys _keys = new(metadata.Required("issuer", "issuerURL"), metadata.Text("jwksURL"), clock);

    public async ValueTask<MiddlewareAnswer?> HandleAsync(IMiddlewareRequest request, CancellationToken cancellationToken)
    {
        var header = request.Header("Authorization");
        return header is not null && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            && await IsValidAsync(header["Bearer ".Length..].Trim(), cancellationToken) ? null : Refused;
    }

    public void Dispose() => _keys.Dispose();

    private async Task<bool> IsValidAsync(string token, CancellationToken cancellationToken)
    {
        var parts = token.Split('.');
        try
        {
            if (parts.Length != 3)
            {
                return false;
            }
            using var head = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            var keyId = Text(head.RootElement, "kid");
            return Text(head.RootElement, "alg") is { } algorithm && AreMine(claims.RootElement)
                && await _keys.VerifyAsync(keyId, algorithm, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), cancellationToken);
        }
        catch (Exception error) when (error is JsonException or FormatException or CryptographicException or HttpRequestException or InvalidOperationException)
        {
            // Whatever makes the token unreadable or its keys unavailable: who cannot be recognised is not let in.
            return false;
        }
    }

    private bool AreMine(JsonElement claims)
    {
        var now = clock.GetUtcNow();
        return claims.ValueKind == JsonValueKind.Object && Text(claims, "iss") == _issuer && HasAudience(claims)
            && claims.TryGetProperty("exp", out var ends) && Instant(ends) + Skew > now
            && (!claims.TryGetProperty("nbf", out var starts) || Instant(starts) - Skew <= now)
            && (!claims.TryGetProperty("iat", out var issued) || Instant(issued) - Skew <= now);
    }

    private bool HasAudience(JsonElement claims) => claims.TryGetProperty("aud", out var audience) && (audience.ValueKind == JsonValueKind.Array
        ? audience.EnumerateArray().Any(one => one.ValueEquals(_audience))
        : audience.ValueKind == JsonValueKind.String && audience.ValueEquals(_audience));

    private static DateTimeOffset Instant(JsonElement seconds) => DateTimeOffset.FromUnixTimeSeconds((long)seconds.GetDouble());

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
