using Microsoft.Extensions.Options;
using OpenClaw.Gateway.Features.SignIn;
using OpenClaw.Gateway.Options;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.Gateway.Infrastructure.Oidc;

/// <summary>Each provider has documents, keys and caches of its own: nothing of one can vouch for tokens of another.</summary>
internal sealed class TrustedProviderFactory(
    IHttpClientFactory clients, ISecretReader secrets, IOptions<OidcOptions> options, TimeProvider time, ILoggerFactory loggers) : ITrustedProviderFactory
{
    public TrustedProvider Create(OidcIssuer issuer)
    {
        var documents = new ProviderDocuments(clients, issuer, options, time);
        var keys = new ProviderKeys(documents, options, time, loggers.CreateLogger<ProviderKeys>());
        var endpoints = new OidcProvider(clients, documents, issuer, secrets, options, loggers.CreateLogger<OidcProvider>());
        return new TrustedProvider(issuer, endpoints, new ProviderTokens(keys, issuer, options, time));
    }
}
