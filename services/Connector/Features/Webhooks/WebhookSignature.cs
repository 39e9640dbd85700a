using System.Security.Cryptography;
using System.Text;

namespace OpenClaw.Connector.Features.Webhooks;

/// <summary>
/// <c>X-Hub-Signature-256: sha256=&lt;64 hex digits&gt;</c>, HMAC-SHA256 over the raw bytes. Every secret is tried whatever
/// the others said, and comparison takes the same time for every value.
/// </summary>
internal static class WebhookSignature
{
    private const string Prefix = "sha256=";

    public static bool Fits(string? header, ReadOnlySpan<byte> body, IReadOnlyList<string> secrets)
    {
        Span<byte> claimed = stackalloc byte[SHA256.HashSizeInBytes];
        var isReadable = TryRead(header, claimed);
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        var fits = false;
        foreach (var secret in secrets)
        {
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body, expected);
            fits |= CryptographicOperations.FixedTimeEquals(claimed, expected);
        }

        return isReadable && fits;
    }

    private static bool TryRead(string? header, Span<byte> signature) =>
        header is not null
        && header.Length == Prefix.Length + (2 * SHA256.HashSizeInBytes)
        && header.StartsWith(Prefix, StringComparison.Ordinal)
        && Convert.FromHexString(header.AsSpan(Prefix.Length), signature, out _, out var written) == System.Buffers.OperationStatus.Done
        && written == SHA256.HashSizeInBytes;
}
