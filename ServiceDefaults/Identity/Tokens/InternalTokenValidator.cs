using Microsoft.Extensions.Options;

namespace OpenClaw.ServiceDefaults.Identity.Tokens;

/// <summary>Validates internal tokens, each signature once.</summary>
public sealed class InternalTokenValidator(InternalTokenKeys keys, IOptions<InternalTokenOptions> options, TimeProvider time)
{
    private readonly TokenCache _cache = new(time);
    private readonly TokenExpectations _expectations = options.Value.Expectations;

    public async ValueTask<(ValidatedToken? Token, string? Fault)> ValidateAsync(string token, CancellationToken cancellationToken)
    {
        var (digest, generation) = (TokenCache.DigestOf(token), keys.Generation);
        if (_cache.Find(digest, generation) is { } known)
        {
            return (known, null);
        }

        var (validated, fault) = await JwtValidator.ValidateAsync(token, keys, _expectations, time.GetUtcNow(), cancellationToken);
        if (validated is null)
        {
            return (null, fault);
        }

        if (string.IsNullOrEmpty(validated.GetString(InternalClaims.Tenant)))
        {
            return (null, "it names no tenant");
        }

        _cache.Keep(digest, generation, validated);
        return (validated, null);
    }
}
