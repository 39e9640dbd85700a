using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.Gateway.Features.Forwarding;

/// <summary>Internal tokens for people; one serves all requests of a person until shortly before it expires.</summary>
internal sealed class InternalTokens(IOptions<InternalTokenOptions> options, PersonReports reports, TimeProvider time) : IDisposable
{
    // A token handed out must outlive the longest call that carries it.
    private static readonly TimeSpan Reserve = TimeSpan.FromMinutes(2);
    private const int Capacity = 5000;

    private readonly ConcurrentDictionary<string, (string Token, DateTimeOffset ExpiresAt)> _tokens = new(StringComparer.Ordinal);
    private volatile InternalTokenMinter? _minter;

    public bool CanMint => _minter is not null;

    /// <exception cref="System.Security.Cryptography.CryptographicException">The text holds no P-256 private key.</exception>
    public void Load(string signingKeyPem) => _minter = new InternalTokenMinter(signingKeyPem, options.Value, time);

    /// <exception cref="TimeoutException">The signing key is not known yet (answered with 503).</exception>
    public string For(Caller caller)
    {
        var minter = _minter ?? throw new TimeoutException("The signing key of internal tokens is not known yet.");
        var key = string.Join('\n', [caller.TenantId, caller.UserId, caller.OrgUnit, caller.TeamId, caller.DisplayName, .. caller.Roles]);
        if (_tokens.TryGetValue(key, out var known) && known.ExpiresAt - Reserve > time.GetUtcNow())
        {
            return known.Token;
        }

        if (_tokens.Count >= Capacity)
        {
            _tokens.Clear();
        }

        reports.Saw(caller);
        var minted = minter.Mint(caller);
        _tokens[key] = minted;
        return minted.Token;
    }

    public void Dispose() => _minter?.Dispose();
}
