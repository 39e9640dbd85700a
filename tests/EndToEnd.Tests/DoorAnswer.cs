using System.Text.Json;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>What came back through the door.</summary>
public sealed record DoorAnswer(int Status, string? MediaType, string? RequestId, string? Challenge, string Text)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Text);

    /// <summary>The problem's stable code, or null when the answer is none.</summary>
    public string? Code => MediaType == "application/problem+json" && Json.TryGetProperty("code", out var code) ? code.GetString() : null;

    /// <summary>The word that a delivery is acknowledged with.</summary>
    public string? Word => MediaType == "application/json" && Json.TryGetProperty("status", out var status) ? status.GetString() : null;

    public static async Task<DoorAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken) => new(
        (int)response.StatusCode,
        response.Content.Headers.ContentType?.MediaType,
        response.Headers.TryGetValues("X-Request-Id", out var ids) ? ids.Single() : null,
        response.Headers.WwwAuthenticate.Count > 0 ? response.Headers.WwwAuthenticate.ToString() : null,
        await response.Content.ReadAsStringAsync(cancellationToken));

    /// <summary>A refusal in the product's one error shape, under a request id that can be reported.</summary>
    public void MustBeProblem(int status, string code, string what)
    {
        Assert.True(Status == status && Code == code, $"{what}: expected {status} {code}, got {this}");
        Assert.Equal(RequestId, Json.GetProperty("requestId").GetString());
    }

    public override string ToString() => $"{Status} {MediaType} {(Text.Length > 400 ? Text[..400] : Text)}";
}
