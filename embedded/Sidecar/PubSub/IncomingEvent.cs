using System.Text.Json;

namespace OpenClaw.Sidecar.PubSub;

/// <summary>An event as parsed once per message: what routing, expiry and tracing need.</summary>
internal sealed class IncomingEvent(JsonDocument document, ReadOnlyMemory<byte> bytes) : IDisposable
{
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    public JsonElement Root => document.RootElement;

    public string? Text(string name) => Root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public bool IsExpired(DateTimeOffset now) => IsExpired(Root, now);

    public static bool IsExpired(JsonElement incoming, DateTimeOffset now) =>
        incoming.ValueKind == JsonValueKind.Object && incoming.TryGetProperty("expiration", out var value) && value.ValueKind == JsonValueKind.String
        && value.TryGetDateTimeOffset(out var expires) && expires <= now;

    /// <summary>Null when the bytes are no JSON object.</summary>
    public static IncomingEvent? Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var document = JsonDocument.Parse(bytes);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return new IncomingEvent(document, bytes);
            }
            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Dispose() => document.Dispose();
}
