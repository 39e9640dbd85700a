using System.Net;
using System.Text.Json;

namespace Dapr.Client;

/// <summary>An error answer of the sidecar: the cause inside the <see cref="DaprException"/> that callers see.</summary>
internal sealed class SidecarResponseException : Exception
{
    private SidecarResponseException(string message, HttpStatusCode status, string errorCode, JsonElement? details)
        : base(message)
    {
        Status = status;
        ErrorCode = errorCode;
        Details = details;
    }

    public HttpStatusCode Status { get; }

    public string ErrorCode { get; }

    public JsonElement? Details { get; }

    public static async Task<SidecarResponseException> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement is { ValueKind: JsonValueKind.Object } root)
            {
                var code = Text(root, "errorCode");
                return new(
                    $"{(int)response.StatusCode} {code}: {Text(root, "message")}",
                    response.StatusCode,
                    code,
                    root.TryGetProperty("details", out var details) ? details.Clone() : null);
            }
        }
        catch (JsonException)
        {
            // Some answers, such as the refusal of a token, are plain text; they are told as they are.
        }

        return new($"{(int)response.StatusCode}: {System.Text.Encoding.UTF8.GetString(body)}", response.StatusCode, string.Empty, null);
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : string.Empty;
}
