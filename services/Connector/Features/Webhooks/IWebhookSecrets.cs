namespace OpenClaw.Connector.Features.Webhooks;

/// <summary>The shared secrets of webhooks, by their names in the secret store.</summary>
internal interface IWebhookSecrets
{
    /// <param name="isDoubted">A signature did not fit: read again unless that was done moments ago.</param>
    /// <exception cref="SecretsUnavailableException">The store cannot be asked and nothing is remembered.</exception>
    ValueTask<IReadOnlyList<string>> GetAsync(IReadOnlyList<string> names, bool isDoubted, CancellationToken cancellationToken);
}

/// <summary>The secret store did not answer; the caller must not guess whether a signature is right.</summary>
internal sealed class SecretsUnavailableException(string message, Exception innerException) : Exception(message, innerException);
