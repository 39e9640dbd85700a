using Microsoft.AspNetCore.Http;

namespace OpenClaw.ServiceDefaults.Identity;

/// <summary>The bearer token of a request (RFC 6750 2.1); two Authorization headers, another scheme or spaces are malformed.</summary>
public readonly record struct BearerToken(string? Token, bool IsMalformed)
{
    private const string Prefix = "Bearer ";

    public static BearerToken Read(HttpRequest request)
    {
        var header = request.Headers.Authorization;
        if (header.Count == 0)
        {
            return default;
        }

        // Scheme names are case-insensitive (RFC 9110 11.1).
        return header is [{ } value]
            && value.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            && value.Length > Prefix.Length
            && !value.AsSpan(Prefix.Length).Contains(' ')
                ? new BearerToken(value[Prefix.Length..], false)
                : new BearerToken(null, true);
    }
}
