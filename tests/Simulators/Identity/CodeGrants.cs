using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace OpenClaw.Simulators.Identity;

/// <summary>Authorization codes: one use, one minute, bound to client, redirect and PKCE challenge (RFC 6749 4.1, RFC 7636).</summary>
internal sealed class CodeGrants(TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Grant> _grants = new();

    public string Issue(Person person, string clientId, string redirectUri, string challenge, string? nonce)
    {
        var code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        _grants[code] = new Grant(person, clientId, redirectUri, challenge, nonce, time.GetUtcNow() + Lifetime);
        return code;
    }

    public Grant? Redeem(string? code) =>
        code is not null && _grants.TryRemove(code, out var grant) && grant.ExpiresAt > time.GetUtcNow() ? grant : null;
}

internal sealed record Grant(Person Person, string ClientId, string RedirectUri, string Challenge, string? Nonce, DateTimeOffset ExpiresAt);
