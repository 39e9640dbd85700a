namespace Dapr.Client;

/// <summary>How a key is wrapped.</summary>
public enum KeyWrapAlgorithm
{
    /// <summary>AES, the component's default size.</summary>
    Aes = 0,

    /// <summary>AES key wrap, 256 bits.</summary>
    A256kw = 1,

    /// <summary>AES-CBC, 128 bits.</summary>
    A128cbc = 2,

    /// <summary>AES-CBC, 192 bits.</summary>
    A192cbc = 3,

    /// <summary>AES-CBC, 256 bits.</summary>
    A256cbc = 4,

    /// <summary>RSA, the component's default padding.</summary>
    Rsa = 5,

    /// <summary>RSA with OAEP and SHA-256.</summary>
    RsaOaep256 = 6,
}

/// <summary>How data is encrypted.</summary>
public enum DataEncryptionCipher
{
    /// <summary>AES-GCM.</summary>
    AesGcm = 0,

    /// <summary>ChaCha20-Poly1305.</summary>
    ChaCha20Poly1305 = 1,
}

/// <summary>Options of an encryption.</summary>
public class EncryptionOptions(KeyWrapAlgorithm keyWrapAlgorithm)
{
    private int _blockSize = DecryptionOptions.DefaultBlockSize;

    /// <summary>How the key is wrapped.</summary>
    public KeyWrapAlgorithm KeyWrapAlgorithm { get; set; } = keyWrapAlgorithm;

    /// <summary>How much is sent at a time.</summary>
    public int StreamingBlockSizeInBytes
    {
        get => _blockSize;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _blockSize = value;
        }
    }

    /// <summary>The key that decrypts, when it has another name.</summary>
    public string? DecryptionKeyName { get; set; }

    /// <summary>How data is encrypted.</summary>
    public DataEncryptionCipher EncryptionCipher { get; set; } = DataEncryptionCipher.AesGcm;
}

/// <summary>Options of a decryption.</summary>
public class DecryptionOptions
{
    internal const int DefaultBlockSize = 4 * 1024;
    private int _blockSize = DefaultBlockSize;

    /// <summary>How much is sent at a time.</summary>
    public int StreamingBlockSizeInBytes
    {
        get => _blockSize;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _blockSize = value;
        }
    }
}
