namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>Where bundles come from: the policy service through the sidecar; in the policy service its own folder.</summary>
public interface IPolicySource
{
    /// <summary>The current bundle, or null when it still is the known version.</summary>
    /// <exception cref="PolicySourceException">It cannot be asked, or gave no usable answer.</exception>
    Task<PolicyBundle?> FetchAsync(string? knownVersion, CancellationToken cancellationToken);
}

/// <summary>No bundle can be had now.</summary>
public sealed class PolicySourceException : Exception
{
    public PolicySourceException()
    {
    }

    public PolicySourceException(string message)
        : base(message)
    {
    }

    public PolicySourceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
