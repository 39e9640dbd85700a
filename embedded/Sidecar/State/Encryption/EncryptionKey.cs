using System.Security.Cryptography;
using System.Text;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.State.Encryption;

/// <summary>One AES-GCM key; a stored value is base64 of nonce, ciphertext and tag, two bars, and the key's name.</summary>
internal sealed class EncryptionKey : IDisposable
{
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private readonly AesGcm _cipher;

    public EncryptionKey(string component, string name, string hex)
    {
        Name = name;
        try
        {
            _cipher = new AesGcm(Convert.FromHexString(hex), TagSize);
        }
        catch (Exception error) when (error is FormatException or CryptographicException or ArgumentException)
        {
            throw new ResourceException($"component {component}: the encryption key {name} is not a hex key of 128, 192 or 256 bits", error);
        }
    }

    /// <summary>The secret's name, which tells the keys of stored values apart.</summary>
    public string Name { get; }

    public byte[] Encrypt(ReadOnlySpan<byte> value)
    {
        var sealedValue = new byte[NonceSize + value.Length + TagSize];
        RandomNumberGenerator.Fill(sealedValue.AsSpan(0, NonceSize));
        _cipher.Encrypt(sealedValue.AsSpan(0, NonceSize), value, sealedValue.AsSpan(NonceSize, value.Length), sealedValue.AsSpan(NonceSize + value.Length));
        return Encoding.UTF8.GetBytes(Convert.ToBase64String(sealedValue) + StateComponent.Separator + Name);
    }

    /// <param name="text">What stands before the two bars.</param>
    public byte[] Decrypt(string text)
    {
        try
        {
            var bytes = Convert.FromBase64String(text);
            var plain = new byte[bytes.Length - NonceSize - TagSize];
            _cipher.Decrypt(bytes.AsSpan(0, NonceSize), bytes.AsSpan(NonceSize, plain.Length), bytes.AsSpan(NonceSize + plain.Length), plain);
            return plain;
        }
        catch (Exception error) when (error is FormatException or CryptographicException or OverflowException or ArgumentException)
        {
            throw new StateStoreException($"a stored value cannot be decrypted with the key {Name}");
        }
    }

    public void Dispose() => _cipher.Dispose();
}
