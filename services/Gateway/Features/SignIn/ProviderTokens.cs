using Microsoft.Extensions.Options;
using OpenClaw.Gateway.Options;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.Gateway.Features.SignIn;

/// <summary>Validates tokens of the identity provider: access tokens of API clients and the id token of a sign-in.</summary>
internal sealed class ProviderTokens(IVerificationKeys keys, OidcIssuer issuer, IOptions<OidcOptions> options, TimeProvider time)
{
    private readonly TokenCache _cache = new(time);
    private readonly TokenExpectations _access = new(issuer.Issuer, [options.Value.ApiAudience, issuer.ClientId]);
    private readonly TokenExpectations _identity = new(issuer.Issuer, [issuer.ClientId]);

    /// <summary>The access token of this digest, if it was accepted and still is.</summary>
    public ValidatedToken? Find(string digest) => _cache.Find(digest, keys.Generation);

    public async ValueTask<(ValidatedToken? Token, string? Fault)> ValidateAccessAsync(string token, string digest, CancellationToken cancellationToken)
    {
        // Of before the check: keys withdrawn while it ran must not have their token kept.
        var generation = keys.Generation;
        var (validated, fault) = await JwtValidator.ValidateAsync(token, keys, _access, time.GetUtcNow(), cancellationToken);
        if (validated is not null)
        {
            _cache.Keep(digest, generation, validated);
        }

        return (validated, fault);
    }

    /// <summary>
    /// Id tokens are used once, right after the exchange: bound to this sign-in by the nonce and to us by azp. A token that is
    /// genuine but not for this sign-in comes back with its fault, so that the refusal can be recorded for that person.
    /// </summary>
    public async ValueTask<(ValidatedToken? Token, string? Fault)> ValidateIdentityAsync(string token, string nonce, CancellationToken cancellationToken)
    {
        var (validated, fault) = await JwtValidator.ValidateAsync(token, keys, _identity, time.GetUtcNow(), cancellationToken);
        if (validated is null)
        {
            return (null, fault);
        }

        if (!string.Equals(validated.GetString("nonce"), nonce, StringComparison.Ordinal))
        {
            return (validated, "the nonce is not that of this sign-in");
        }

        return (validated, validated.GetString("azp") is { } party && party != issuer.ClientId ? "it was issued to another client" : null);
    }
}
