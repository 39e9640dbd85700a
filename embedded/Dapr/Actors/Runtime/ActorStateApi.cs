using System.Globalization;
using System.Net;
using System.Text.Json;
using Dapr.Actors.Wire;
using Dapr.Client;

namespace Dapr.Actors.Runtime;

/// <summary>Actor state at the sidecar.</summary>
internal sealed class ActorStateApi(ActorApi api, TimeProvider time)
{
    public async Task<(bool Found, T? Value, DateTimeOffset? Ends)> TryGetAsync<T>(ActorHost host, string name, CancellationToken cancellationToken)
    {
        using var response = await api.GetStateAsync(host.ActorTypeInfo.ActorTypeName, host.Id.GetId(), name, cancellationToken);
        var body = response.StatusCode == HttpStatusCode.NoContent ? [] : await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (body.Length == 0)
        {
            return (false, default, null);
        }

        DateTimeOffset? ends = response.Headers.NonValidated.TryGetValues(ActorHeaders.TtlExpireTime, out var text)
            ? DateTimeOffset.Parse(text.ToString(), CultureInfo.InvariantCulture)
            : null;
        return (true, JsonSerializer.Deserialize<T>(body, host.JsonSerializerOptions), ends);
    }

    public async Task<bool> ContainsAsync(ActorHost host, string name, CancellationToken cancellationToken)
    {
        using var response = await api.GetStateAsync(host.ActorTypeInfo.ActorTypeName, host.Id.GetId(), name, cancellationToken);
        return response.StatusCode != HttpStatusCode.NoContent
            && (await response.Content.ReadAsByteArrayAsync(cancellationToken)).Length > 0;
    }

    /// <summary>All changes or none.</summary>
    public async Task SaveAsync(ActorHost host, IReadOnlyList<ActorStateChange> changes, CancellationToken cancellationToken)
    {
        var body = WireJson.Write(writer =>
        {
            writer.WriteStartArray();
            foreach (var change in changes)
            {
                Write(writer, change, host.JsonSerializerOptions);
            }

            writer.WriteEndArray();
        });
        await api.SaveStateAsync(host.ActorTypeInfo.ActorTypeName, host.Id.GetId(), body, cancellationToken);
    }

    private void Write(Utf8JsonWriter writer, ActorStateChange change, JsonSerializerOptions json)
    {
        writer.WriteStartObject();
        writer.WriteString("operation", change.ChangeKind == StateChangeKind.Remove ? "delete" : "upsert");
        writer.WriteStartObject("request");
        writer.WriteString("key", change.StateName);
        if (change.ChangeKind != StateChangeKind.Remove)
        {
            writer.WritePropertyName("value");
            JsonSerializer.Serialize(writer, change.Value, change.Type, json);
            if (change.TTLExpireTime is { } ends)
            {
                var seconds = Math.Max(1, (long)Math.Ceiling((ends - time.GetUtcNow()).TotalSeconds));
                writer.WriteStartObject("metadata");
                writer.WriteString("ttlInSeconds", seconds.ToString(CultureInfo.InvariantCulture));
                writer.WriteEndObject();
            }
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
