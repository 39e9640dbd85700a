using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OpenClaw.Audit.Infrastructure.Anchors;

/// <summary>
/// AWS Signature Version 4 in the Authorization header, as S3 and what is compatible with it expect. The SDK would bring some
/// hundred types for what are four hashes.
/// </summary>
internal sealed record AwsSignature(string AccessKey, string SecretKey, string Region, string Service = "s3")
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    public static string HashOf(ReadOnlySpan<byte> payload) => Convert.ToHexStringLower(SHA256.HashData(payload));

    /// <summary>A path as S3 wants it: everything but unreserved letters and slashes escaped, once.</summary>
    public static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    /// <summary>The value of the Authorization header.</summary>
    /// <param name="path">Escaped, with its slash.</param>
    /// <param name="query">Sorted and escaped; empty when there is none.</param>
    /// <param name="headers">All that are signed, host and date among them, by their lower-case names.</param>
    public string Authorize(string method, string path, string query, IReadOnlyDictionary<string, string> headers, string payloadHash, DateTimeOffset at)
    {
        var date = at.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var scope = $"{date}/{Region}/{Service}/aws4_request";
        var sorted = headers.OrderBy(header => header.Key, StringComparer.Ordinal).ToArray();
        var names = string.Join(';', sorted.Select(header => header.Key));
        var lines = string.Concat(sorted.Select(header => $"{header.Key}:{header.Value.Trim()}\n"));
        var request = $"{method}\n{path}\n{query}\n{lines}\n{names}\n{payloadHash}";
        var text = $"{Algorithm}\n{TimeOf(at)}\n{scope}\n{HashOf(Encoding.UTF8.GetBytes(request))}";
        var key = new[] { date, Region, Service, "aws4_request" }.Aggregate(Encoding.UTF8.GetBytes("AWS4" + SecretKey), Sign);
        return $"{Algorithm} Credential={AccessKey}/{scope},SignedHeaders={names},Signature={Convert.ToHexStringLower(Sign(key, text))}";
    }

    public static string TimeOf(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static byte[] Sign(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
