namespace OpenClaw.ServiceDefaults.Identity.Tokens;

/// <summary>Reads one value from the secret store.</summary>
public interface ISecretReader
{
    /// <exception cref="SecretUnavailableException">The sidecar, the store or the secret cannot be reached now.</exception>
    Task<string> ReadAsync(string name, CancellationToken cancellationToken);
}

/// <summary>The secret cannot be read now; asking again later may help.</summary>
public sealed class SecretUnavailableException : Exception
{
    public SecretUnavailableException()
    {
    }

    public SecretUnavailableException(string message)
        : base(message)
    {
    }

    public SecretUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
