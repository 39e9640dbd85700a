using Microsoft.Extensions.Primitives;

namespace OpenClaw.Gateway.Features.Forwarding;

/// <summary>Which headers cross the door, in either direction.</summary>
internal static class ForwardedHeaders
{
    // Hop by hop (RFC 9110 7.6.1), ours to set, or claims about the sender that only we may make.
    private static readonly HashSet<string> Withheld = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer",
        "Transfer-Encoding", "Upgrade", "HTTP2-Settings", "Host", "Expect", "Content-Length",
        "Authorization", "Cookie", "X-CSRF-Token", "X-API-Key",
        "Forwarded", "Via", "X-Real-IP", "X-Client-IP", "True-Client-IP", "X-Original-URL", "X-Rewrite-URL",
        "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override",
        "traceparent", "tracestate", "baggage", "X-Request-Id",
    };

    private static readonly string[] WithheldPrefixes = ["dapr-", "x-dapr-", "x-forwarded-", "x-openclaw-", "grpc-", "metadata."];

    private static readonly HashSet<string> Returned = new(StringComparer.OrdinalIgnoreCase)
    {
        "Allow", "Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Type", "ETag", "Expires",
        "Last-Modified", "Link", "Location", "Retry-After", "Vary", "X-Policy-Version", "X-Policy-Age", "X-Export-Id",
        "Deprecation", "Sunset",
    };

    public static IEnumerable<KeyValuePair<string, StringValues>> OfRequest(IHeaderDictionary headers)
    {
        var named = headers.Connection.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return headers.Where(header => !named.Contains(header.Key) && Crosses(header.Key));
    }

    public static bool IsReturned(string name) => Returned.Contains(name);

    private static bool Crosses(string name) =>
        !Withheld.Contains(name)
        && !name.EndsWith("-bin", StringComparison.OrdinalIgnoreCase)
        && !WithheldPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
