using System.Text.Json;

namespace OpenClaw.ServiceDefaults.Identity.Tokens;

/// <summary>A token whose signature, issuer, audience and times were checked. Nothing else hands out claims.</summary>
public sealed class ValidatedToken
{
    private readonly JsonElement _claims;

    internal ValidatedToken(JsonElement claims, string issuer, string subject, DateTimeOffset issuedAt, DateTimeOffset expiresAt, string keyId)
    {
        _claims = claims;
        Issuer = issuer;
        Subject = subject;
        IssuedAt = issuedAt;
        ExpiresAt = expiresAt;
        KeyId = keyId;
    }

    public string Issuer { get; }

    public string Subject { get; }

    public DateTimeOffset IssuedAt { get; }

    public DateTimeOffset ExpiresAt { get; }

    public string KeyId { get; }

    /// <summary>A string claim; null when absent or of another type.</summary>
    public string? GetString(string claim) =>
        _claims.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The strings of an array claim, or the one string; anything else counts as absent.</summary>
    public IReadOnlyList<string> GetStrings(string claim)
    {
        if (!_claims.TryGetProperty(claim, out var value))
        {
            return [];
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array => [.. value.EnumerateArray()
                .Where(item => item.ValueKind == JsonValueKind.String)
                .Select(item => item.GetString()!)],
            _ => [],
        };
    }
}
