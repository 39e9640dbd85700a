namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>Where bundles come from: the policy service through the sidecar; in the policy service its own shelf.</summary>
public interface IPolicySource
{
    /// <summary>Which bundles are the newest.</summary>
    /// <exception cref="PolicySourceException">It cannot be asked, or gave no usable answer.</exception>
    /// <exception cref="PolicySealException">What it gave is not signed by the policy service.</exception>
    Task<SealedCatalogue> CatalogueAsync(CancellationToken cancellationToken);

    /// <summary>One of them.</summary>
    /// <exception cref="PolicySourceException">It cannot be asked, or has not got it.</exception>
    /// <exception cref="PolicySealException">What it gave is not signed by the policy service, or for another tenant.</exception>
    Task<SealedBundle> BundleAsync(string tenantId, string version, CancellationToken cancellationToken);
}

/// <summary>A catalogue that was verified, and the text that proves it.</summary>
public sealed record SealedCatalogue(PolicyCatalogue Catalogue, string Token);

/// <summary>A bundle that was verified, and the archive that proves it.</summary>
public sealed record SealedBundle(PolicyBundle Bundle, ReadOnlyMemory<byte> Packed);

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
