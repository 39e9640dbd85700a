using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Features.Tenants;
using OpenClaw.Gateway.Options;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.Gateway.Features.SignIn;

/// <summary>
/// The deployment's identity provider and those that tenants brought. A provider speaks for its own tenants only: a token of
/// one company's provider that names another company opens nothing. Only registered issuers are ever fetched from.
/// </summary>
internal sealed class IdentityProviders(ITrustedProviderFactory factory, TenantDirectory tenants, IOptions<OidcOptions> options)
{
    private readonly ConcurrentDictionary<OidcIssuer, Lazy<TrustedProvider>> _providers = new();

    /// <summary>
    /// The access token, checked by the provider that it says it comes from, or a fault that is fit for logs. One accepted before
    /// is known by its digest and not read again, as long as its issuer is registered.
    /// </summary>
    public async ValueTask<(ValidatedToken? Token, string? Fault)> ValidateAccessAsync(string token, string digest, CancellationToken cancellationToken)
    {
        foreach (var (_, provider) in _providers)
        {
            if (provider.Value.Tokens.Find(digest) is { } known && ReferenceEquals(await OfIssuerAsync(known.Issuer, cancellationToken), provider.Value))
            {
                return (known, null);
            }
        }

        return JwtValidator.IssuerOf(token) is { } issuer && await OfIssuerAsync(issuer, cancellationToken) is { } named
            ? await named.Tokens.ValidateAccessAsync(token, digest, cancellationToken)
            : (null, "it names no issuer that is registered here");
    }

    /// <summary>Null when nobody registered it. The deployment's own for null.</summary>
    public async ValueTask<TrustedProvider?> OfIssuerAsync(string? issuer, CancellationToken cancellationToken)
    {
        if (issuer is null || issuer == options.Value.Issuer)
        {
            return Default();
        }

        var owner = (await tenants.AllAsync(cancellationToken)).Values.FirstOrDefault(tenant => tenant.OidcIssuer == issuer);
        return owner is null ? null : Provider(new OidcIssuer(issuer, owner.OidcClientId ?? options.Value.ClientId));
    }

    /// <summary>Where somebody signs in: the named tenant's provider, else that of the mail address' domain, else the deployment's.</summary>
    public async ValueTask<TrustedProvider> ForSignInAsync(string? tenantId, string? loginHint, CancellationToken cancellationToken)
    {
        if (tenantId is null && loginHint?.Contains('@', StringComparison.Ordinal) != true)
        {
            return Default();
        }

        var all = (await tenants.AllAsync(cancellationToken)).Values;
        var domain = loginHint?.Split('@')[^1].ToLowerInvariant();
        var tenant = all.FirstOrDefault(one => one.Id == tenantId) ?? all.FirstOrDefault(one => domain is not null && one.Domains.Contains(domain, StringComparer.Ordinal));
        return tenant?.OidcIssuer is { } issuer && issuer != options.Value.Issuer
            ? Provider(new OidcIssuer(issuer, tenant.OidcClientId ?? options.Value.ClientId))
            : Default();
    }

    /// <summary>The tenant a validated token is for, or null: its provider must be that tenant's.</summary>
    public async ValueTask<TenantEntry?> TenantOfAsync(ValidatedToken token, CancellationToken cancellationToken)
    {
        var all = await tenants.AllAsync(cancellationToken);
        var isDefault = token.Issuer == options.Value.Issuer;
        var named = token.GetString(options.Value.TenantClaim);
        if (named is not null)
        {
            return all.TryGetValue(named, out var tenant) && (tenant.OidcIssuer ?? options.Value.Issuer) == token.Issuer ? tenant : null;
        }

        // A company's own provider need not know what we call the company; the deployment's must.
        return !isDefault && all.Values.Where(tenant => tenant.OidcIssuer == token.Issuer).Take(2).ToArray() is [var only] ? only : null;
    }

    private TrustedProvider Default() => Provider(new OidcIssuer(options.Value.Issuer, options.Value.ClientId));

    private TrustedProvider Provider(OidcIssuer issuer) => _providers.GetOrAdd(issuer, one => new Lazy<TrustedProvider>(() => factory.Create(one))).Value;
}
