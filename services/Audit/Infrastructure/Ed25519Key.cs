using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace OpenClaw.Audit.Infrastructure;

/// <summary>
/// A private Ed25519 key (RFC 8032) in OpenSSL, the library that .NET's own cryptography uses on Linux; .NET itself does not
/// offer the algorithm yet. Signing there takes the same time for every key and message.
/// </summary>
internal sealed partial class Ed25519Key : IDisposable
{
    private const string Library = "libcrypto.so.3";
    private const int Ed25519Id = 1087;
    private readonly nint _key;

    private Ed25519Key(nint key)
    {
        _key = key;
        PublicKey = new byte[32];
        nuint length = 32;
        Check(GetRawPublicKey(_key, PublicKey, ref length));
    }

    public byte[] PublicKey { get; }

    /// <exception cref="ArgumentException">A seed has 32 bytes.</exception>
    public static Ed25519Key FromSeed(byte[] seed)
    {
        if (seed.Length != 32)
        {
            throw new ArgumentException($"A signing key has 32 bytes, not {seed.Length}.", nameof(seed));
        }

        var key = NewRawPrivateKey(Ed25519Id, 0, seed, 32);
        CryptographicOperations.ZeroMemory(seed);
        return key == 0 ? throw new CryptographicException("OpenSSL does not take the key.") : new Ed25519Key(key);
    }

    public byte[] Sign(byte[] message)
    {
        var context = NewContext();
        try
        {
            Check(DigestSignInit(context, 0, 0, 0, _key));
            var signature = new byte[64];
            nuint length = 64;
            Check(DigestSign(context, signature, ref length, message, (nuint)message.Length));
            return signature;
        }
        finally
        {
            FreeContext(context);
        }
    }

    public void Dispose() => FreeKey(_key);

    private static void Check(int result)
    {
        if (result != 1)
        {
            throw new CryptographicException("OpenSSL refused an Ed25519 operation.");
        }
    }

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_new_raw_private_key")]
    private static partial nint NewRawPrivateKey(int type, nint engine, byte[] key, nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_get_raw_public_key")]
    private static partial int GetRawPublicKey(nint key, byte[] publicKey, ref nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_free")]
    private static partial void FreeKey(nint key);

    [LibraryImport(Library, EntryPoint = "EVP_MD_CTX_new")]
    private static partial nint NewContext();

    [LibraryImport(Library, EntryPoint = "EVP_MD_CTX_free")]
    private static partial void FreeContext(nint context);

    [LibraryImport(Library, EntryPoint = "EVP_DigestSignInit")]
    private static partial int DigestSignInit(nint context, nint keyContext, nint digest, nint engine, nint key);

    [LibraryImport(Library, EntryPoint = "EVP_DigestSign")]
    private static partial int DigestSign(nint context, byte[] signature, ref nuint length, byte[] message, nuint messageLength);
}
