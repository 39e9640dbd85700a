using System.Diagnostics.CodeAnalysis;

namespace Dapr.Client;

public abstract partial class DaprClient
{
    /// <summary>Reads a secret.</summary>
    public abstract Task<Dictionary<string, string>> GetSecretAsync(string storeName, string key, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default);

    /// <summary>Reads all secrets of a store.</summary>
    public abstract Task<Dictionary<string, Dictionary<string, string>>> GetBulkSecretAsync(string storeName, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default);

    /// <summary>Reads configuration items; all of them when no key is given.</summary>
    public abstract Task<GetConfigurationResponse> GetConfiguration(string storeName, IReadOnlyList<string> keys, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default);

    /// <summary>Follows changes of configuration items.</summary>
    public abstract Task<SubscribeConfigurationResponse> SubscribeConfiguration(string storeName, IReadOnlyList<string> keys, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default);

    /// <summary>Ends a subscription.</summary>
    public abstract Task<UnsubscribeConfigurationResponse> UnsubscribeConfiguration(string storeName, string id, CancellationToken cancellationToken = default);

    /// <summary>Tries to take a lock.</summary>
    [Experimental("DAPR_DISTRIBUTEDLOCK")]
    public abstract Task<TryLockResponse> Lock(string storeName, string resourceId, string lockOwner, int expiryInSeconds, CancellationToken cancellationToken = default);

    /// <summary>Releases a lock.</summary>
    [Experimental("DAPR_DISTRIBUTEDLOCK")]
    public abstract Task<UnlockResponse> Unlock(string storeName, string resourceId, string lockOwner, CancellationToken cancellationToken = default);

    /// <summary>Encrypts bytes with a key of a vault.</summary>
    [Experimental("DAPR_CRYPTOGRAPHY")]
    public abstract Task<ReadOnlyMemory<byte>> EncryptAsync(string vaultResourceName, ReadOnlyMemory<byte> plaintextBytes, string keyName, EncryptionOptions encryptionOptions, CancellationToken cancellationToken = default);

    /// <summary>Encrypts a stream with a key of a vault.</summary>
    [Experimental("DAPR_CRYPTOGRAPHY")]
    public abstract IAsyncEnumerable<ReadOnlyMemory<byte>> EncryptAsync(string vaultResourceName, Stream plaintextStream, string keyName, EncryptionOptions encryptionOptions, CancellationToken cancellationToken = default);

    /// <summary>Decrypts bytes with a key of a vault.</summary>
    [Experimental("DAPR_CRYPTOGRAPHY")]
    public abstract Task<ReadOnlyMemory<byte>> DecryptAsync(string vaultResourceName, ReadOnlyMemory<byte> ciphertextBytes, string keyName, DecryptionOptions options, CancellationToken cancellationToken = default);

    /// <summary>Decrypts bytes with a key of a vault.</summary>
    [Experimental("DAPR_CRYPTOGRAPHY")]
    public abstract Task<ReadOnlyMemory<byte>> DecryptAsync(string vaultResourceName, ReadOnlyMemory<byte> ciphertextBytes, string keyName, CancellationToken cancellationToken = default);

    /// <summary>Decrypts a stream with a key of a vault.</summary>
    [Experimental("DAPR_CRYPTOGRAPHY")]
    public abstract IAsyncEnumerable<ReadOnlyMemory<byte>> DecryptAsync(string vaultResourceName, Stream ciphertextStream, string keyName, DecryptionOptions options, CancellationToken cancellationToken = default);

    /// <summary>Decrypts a stream with a key of a vault.</summary>
    [Experimental("DAPR_CRYPTOGRAPHY")]
    public abstract IAsyncEnumerable<ReadOnlyMemory<byte>> DecryptAsync(string vaultResourceName, Stream ciphertextStream, string keyName, CancellationToken cancellationToken = default);
}
