using System.Text.Json;

namespace Dapr.Actors.Runtime;

/// <summary>What the sidecar sends when a timer or reminder is due.</summary>
internal sealed record DueCallback(string? Callback, byte[]? Data, TimeSpan DueTime, TimeSpan Period)
{
    public static async Task<DueCallback> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        using var document = await JsonDocument.ParseAsync(body, default, cancellationToken);
        var wire = document.RootElement;
        return new DueCallback(
            Text(wire, "callback"), DataOf(wire), DaprDuration.Parse(Text(wire, "dueTime")), DaprDuration.Parse(Text(wire, "period")));
    }

    public static byte[]? DataOf(JsonElement wire) =>
        wire.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.String ? data.GetBytesFromBase64() : null;

    private static string? Text(JsonElement wire, string name) =>
        wire.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
