namespace Dapr.Extensions.Configuration;

/// <summary>A secret that becomes configuration.</summary>
public class DaprSecretDescriptor
{
    /// <summary>A secret by name.</summary>
    public DaprSecretDescriptor(string secretName, bool isRequired = true, string secretKey = "")
        : this(secretName, new Dictionary<string, string>(), isRequired, secretKey)
    {
    }

    /// <summary>A secret by name, with what the store wants to know.</summary>
    public DaprSecretDescriptor(string secretName, IReadOnlyDictionary<string, string> metadata, bool isRequired = true, string secretKey = "")
    {
        SecretName = secretName;
        Metadata = metadata;
        IsRequired = isRequired;
        SecretKey = string.IsNullOrEmpty(secretKey) ? secretName : secretKey;
    }

    /// <summary>The configuration key.</summary>
    public string SecretName { get; }

    /// <summary>What the store wants to know.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Whether the application cannot start without it.</summary>
    public bool IsRequired { get; }

    /// <summary>The name in the store.</summary>
    public string SecretKey { get; }
}
