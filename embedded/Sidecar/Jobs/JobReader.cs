using System.Globalization;
using System.Text.Json;
using OpenClaw.Sidecar.Actors;

namespace OpenClaw.Sidecar.Jobs;

/// <summary>Reads the body of a schedule call; names in camelCase or snake_case.</summary>
internal static class JobReader
{
    /// <exception cref="FormatException">A field has a wrong type.</exception>
    /// <exception cref="JsonException">The body is no JSON object.</exception>
    public static (JobSpec Job, bool IsNamed) Read(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("a job must be an object");
        }
        var job = new JobSpec(
            Text(root, "schedule"),
            Number(root, "repeats"),
            Text(root, "dueTime", "due_time"),
            Text(root, "ttl"),
            Find(root, "data") is { ValueKind: not JsonValueKind.Null } data ? data.Clone() : null,
            Overwrite: Find(root, "overwrite") is { ValueKind: JsonValueKind.True },
            FailurePolicy: Find(root, "failurePolicy", "failure_policy") is { ValueKind: JsonValueKind.Object } policy ? Policy(policy) : null);
        return (job, Text(root, "name") is { Length: > 0 });
    }

    private static JobFailurePolicy Policy(JsonElement policy)
    {
        if (Find(policy, "drop") is not null)
        {
            return new JobFailurePolicy(true, TimeSpan.Zero, 0);
        }
        return Find(policy, "constant") is { ValueKind: JsonValueKind.Object } constant
            ? new JobFailurePolicy(false, Text(constant, "interval") is { Length: > 0 } interval ? ActorTime.Duration(interval) : TimeSpan.Zero, Number(constant, "maxRetries", "max_retries"))
            : throw new FormatException("failurePolicy must hold constant or drop");
    }

    private static JsonElement? Find(JsonElement element, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (element.TryGetProperty(name, out var value))
            {
                return value;
            }
        }
        return null;
    }

    private static string? Text(JsonElement element, params ReadOnlySpan<string> names) => Find(element, names) switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        _ => throw new FormatException($"{names[0]} must be text"),
    };

    private static uint? Number(JsonElement element, params ReadOnlySpan<string> names) => Find(element, names) switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetUInt32(out var number) => number,
        { ValueKind: JsonValueKind.String } value when uint.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw new FormatException($"{names[0]} must be a number"),
    };
}
