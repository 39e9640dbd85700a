using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.Gateway.Features.SignIn;

/// <summary>Unguessable values and their digests.</summary>
internal static class RandomText
{
    /// <summary>256 bits, 43 characters that are safe in addresses and cookies.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static string Digest(string text) => TokenCache.DigestOf(text);

    public static bool AreEqual(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));
}
