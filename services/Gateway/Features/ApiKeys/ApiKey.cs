using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace OpenClaw.Gateway.Features.ApiKeys;

/// <summary>
/// A key as a program sends it: <c>oca_&lt;16 characters of id&gt;_&lt;43 characters of secret&gt;</c>. The prefix lets secret
/// scanners find leaked ones; the id finds the record, so that only one hash is compared.
/// </summary>
internal readonly record struct ApiKey(string Id, string Secret)
{
    public const string Prefix = "oca_";
    private const int IdLength = 16;
    private const int SecretLength = 43;

    public static bool IsOne(string token) => token.StartsWith(Prefix, StringComparison.Ordinal);

    public static ApiKey? Parse(string token) =>
        token.Length == Prefix.Length + IdLength + 1 + SecretLength
        && IsOne(token)
        && token[Prefix.Length + IdLength] == '_'
        && token.AsSpan(Prefix.Length, IdLength).IndexOfAnyExceptInRange('0', 'z') < 0
        && token.AsSpan(Prefix.Length, IdLength).ToArray().All(char.IsAsciiLetterOrDigit)
            ? new ApiKey(token.Substring(Prefix.Length, IdLength), token[(Prefix.Length + IdLength + 1)..])
            : null;

    public bool HasHash(string expected) => CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes(Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Secret)))),
        Encoding.ASCII.GetBytes(expected));
}
