namespace OpenClaw.Gateway.Features.SignIn;

/// <summary>What sign-in needs from the company's OpenID provider. Throws when it cannot be reached (answered with 503).</summary>
internal interface IIdentityProvider
{
    Task<string> GetAuthorizationEndpointAsync(CancellationToken cancellationToken);

    Task<string?> GetEndSessionEndpointAsync(CancellationToken cancellationToken);

    /// <summary>The id token, or null when the provider does not accept the code.</summary>
    Task<string?> RedeemAsync(string code, string redirectUri, string verifier, CancellationToken cancellationToken);
}
