using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace OpenClaw.ServiceDefaults.Identity.Tokens;

/// <summary>
/// Takes a compact JWS apart (RFC 7515 3.1). Strict: three parts, base64url without padding or white space, JSON objects
/// without duplicate members.
/// </summary>
/// <remarks>Sample: <c>eyJhbGciOiJFUzI1NiIsImtpZCI6ImEifQ.eyJzdWIiOiJzYXJhaCJ9.MEUCIQ</c>; the worst legal one has empty
/// optional members and escaped names, which the JSON reader decodes before it compares them.</remarks>
internal static class JwtReader
{
    private static readonly JsonDocumentOptions StrictJson = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    public static JwtParts? Read(string token)
    {
        var first = token.IndexOf('.', StringComparison.Ordinal);
        var second = first < 0 ? -1 : token.IndexOf('.', first + 1);
        if (first <= 0 || second <= first + 1 || second == token.Length - 1 || token.IndexOf('.', second + 1) >= 0)
        {
            return null;
        }

        var header = ReadObject(token.AsSpan(0, first));
        var payload = header is null ? null : ReadObject(token.AsSpan(first + 1, second - first - 1));
        var signature = payload is null ? null : Decode(token.AsSpan(second + 1));
        return signature is null
            ? null
            : new JwtParts(header!.Value, payload!.Value, Encoding.ASCII.GetBytes(token, 0, second), signature);
    }

    private static JsonElement? ReadObject(ReadOnlySpan<char> part)
    {
        if (Decode(part) is not { } bytes)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(bytes, StrictJson);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[]? Decode(ReadOnlySpan<char> part)
    {
        // The framework's decoder forgives padding and white space; a token has neither (RFC 7515 2).
        foreach (var c in part)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
            {
                return null;
            }
        }

        if (part.Length % 4 == 1)
        {
            return null;
        }

        var buffer = new byte[Base64Url.GetMaxDecodedLength(part.Length)];
        return Base64Url.DecodeFromChars(part, buffer, out _, out var written) == OperationStatus.Done ? buffer[..written] : null;
    }
}

internal sealed record JwtParts(JsonElement Header, JsonElement Payload, byte[] SignedBytes, byte[] Signature);
