using System.Text.Json;

namespace OpenClaw.Sidecar.PubSub;

/// <summary>Reads <c>{"statuses":[{"entryId","status"}]}</c>; an entry without a usable status is tried again.</summary>
internal static class BulkAnswer
{
    public static IReadOnlyList<DeliveryResult> Read(ReadOnlyMemory<byte> body, IReadOnlyList<BulkMessage> messages)
    {
        var statuses = Statuses(body);
        return [.. messages.Select(one => statuses is null ? Again("the app's answer is not JSON") : Judge(statuses.GetValueOrDefault(one.Id)))];
    }

    private static DeliveryResult Judge(string? status) => status switch
    {
        "SUCCESS" => new DeliveryResult(Delivery.Success, null, ""),
        "DROP" => new DeliveryResult(Delivery.Drop, null, "the app answered DROP"),
        null or "" => Again("the app gave no status"),
        _ => Again($"the app answered {status}"),
    };

    public static DeliveryResult Again(string reason) => new(Delivery.Retry, null, reason);

    private static Dictionary<string, string?>? Statuses(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var found = new Dictionary<string, string?>(StringComparer.Ordinal);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("statuses", out var list) && list.ValueKind == JsonValueKind.Array)
            {
                foreach (var entry in list.EnumerateArray().Where(entry => entry.ValueKind == JsonValueKind.Object))
                {
                    if (Text(entry, "entryId") is { } id)
                    {
                        found[id] = Text(entry, "status");
                    }
                }
            }
            return found;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
