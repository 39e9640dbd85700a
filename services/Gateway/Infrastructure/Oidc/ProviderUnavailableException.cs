namespace OpenClaw.Gateway.Infrastructure.Oidc;

/// <summary>The identity provider did not answer, or not with what the protocol demands; answered with 503.</summary>
internal sealed class ProviderUnavailableException(string message, Exception? innerException = null)
    : HttpRequestException(message, innerException);
