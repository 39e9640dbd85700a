using System.Text.Json;
using Dapr.Client;

namespace Dapr.Actors.Runtime;

/// <summary>The answer to the sidecar's <c>GET /dapr/config</c>.</summary>
internal static class ActorSettings
{
    public static byte[] Write(ActorRuntimeOptions options) => WireJson.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("entities");
        foreach (var registration in options.Actors)
        {
            writer.WriteStringValue(registration.Type.ActorTypeName);
        }

        writer.WriteEndArray();
        WriteOptions(writer, options);
        WriteOwnOptions(writer, options.Actors.Where(registration => registration.TypeOptions is not null));
        writer.WriteEndObject();
    });

    private static void WriteOwnOptions(Utf8JsonWriter writer, IEnumerable<ActorRegistration> registrations)
    {
        var open = false;
        foreach (var registration in registrations)
        {
            if (!open)
            {
                writer.WriteStartArray("entitiesConfig");
                open = true;
            }

            writer.WriteStartObject();
            writer.WriteStartArray("entities");
            writer.WriteStringValue(registration.Type.ActorTypeName);
            writer.WriteEndArray();
            WriteOptions(writer, registration.TypeOptions);
            writer.WriteEndObject();
        }

        if (open)
        {
            writer.WriteEndArray();
        }
    }

    private static void WriteOptions(Utf8JsonWriter writer, ActorRuntimeOptions options)
    {
        WriteTime(writer, "actorIdleTimeout", options.ActorIdleTimeout);
        WriteTime(writer, "actorScanInterval", options.ActorScanInterval);
        WriteTime(writer, "drainOngoingCallTimeout", options.DrainOngoingCallTimeout);
        if (options.DrainRebalancedActors)
        {
            writer.WriteBoolean("drainRebalancedActors", true);
        }

        if (options.ReentrancyConfig is { Enabled: true } reentrancy)
        {
            writer.WriteStartObject("reentrancy");
            writer.WriteBoolean("enabled", true);
            if (reentrancy.MaxStackDepth is { } depth)
            {
                writer.WriteNumber("maxStackDepth", depth);
            }

            writer.WriteEndObject();
        }

        if (options.RemindersStoragePartitions is { } partitions)
        {
            writer.WriteNumber("remindersStoragePartitions", partitions);
        }
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, TimeSpan? value)
    {
        if (value is { } time)
        {
            writer.WriteString(name, DaprDuration.Format(time));
        }
    }
}
