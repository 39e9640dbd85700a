namespace OpenClaw.Gateway.Features.SignIn;

/// <summary>One identity provider that we trust.</summary>
/// <param name="Issuer">Exact issuer of its tokens.</param>
/// <param name="ClientId">Who we are there.</param>
internal sealed record OidcIssuer(string Issuer, string ClientId);

/// <summary>A provider with everything that belongs to it: keys, endpoints and the checks of its tokens.</summary>
internal sealed record TrustedProvider(OidcIssuer Issuer, IIdentityProvider Endpoints, ProviderTokens Tokens);

/// <summary>Makes what belongs to a provider.</summary>
internal interface ITrustedProviderFactory
{
    TrustedProvider Create(OidcIssuer issuer);
}
