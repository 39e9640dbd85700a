using System.Security.Cryptography;

namespace OpenClaw.Audit.Features.Subjects;

/// <summary>AES-256-GCM with a random nonce: nonce, ciphertext and tag in one piece, bound to where it belongs.</summary>
internal static class SubjectCipher
{
    public const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(KeyLength);

    public static byte[] Encrypt(byte[] key, ReadOnlySpan<byte> text, ReadOnlySpan<byte> place)
    {
        var sealedText = new byte[NonceLength + text.Length + TagLength];
        var nonce = sealedText.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(key, TagLength);
        cipher.Encrypt(nonce, text, sealedText.AsSpan(NonceLength, text.Length), sealedText.AsSpan(NonceLength + text.Length), place);
        return sealedText;
    }

    /// <summary>Null when it was not made with this key for this place.</summary>
    public static byte[]? Decrypt(byte[] key, ReadOnlySpan<byte> sealedText, ReadOnlySpan<byte> place)
    {
        if (sealedText.Length < NonceLength + TagLength)
        {
            return null;
        }

        var text = new byte[sealedText.Length - NonceLength - TagLength];
        try
        {
            using var cipher = new AesGcm(key, TagLength);
            cipher.Decrypt(sealedText[..NonceLength], sealedText.Slice(NonceLength, text.Length), sealedText[^TagLength..], text, place);
            return text;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
