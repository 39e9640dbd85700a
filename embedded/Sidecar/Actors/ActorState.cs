using System.Globalization;
using System.Text.Json;
using OpenClaw.Sidecar.Api;
using OpenClaw.Sidecar.Components;
using OpenClaw.Sidecar.Hosting;
using OpenClaw.Sidecar.Resiliency;
using OpenClaw.Sidecar.Resources;
using OpenClaw.Sidecar.State;

namespace OpenClaw.Sidecar.Actors;

/// <summary>The state of actors in the actor store, under <c>app||type||id||key</c> whatever the store's own prefix is.</summary>
internal sealed class ActorState(ComponentRegistry components, ResiliencyProvider resiliency, ResourceSet resources, SidecarOptions options)
{
    private const string Separator = "||";

    public IStateStore Store => (components.ActorStore ?? throw new ApiException(
        StatusCodes.Status500InternalServerError, "ERR_ACTOR_RUNTIME_NOT_FOUND", "the actor runtime is not configured: no state store has actorStateStore: true")).Store;

    public string Key(ActorKey actor, string key) => string.Join(Separator, options.AppId, actor.Type, actor.Id, key);

    public async Task<StateEntry?> GetAsync(ActorKey actor, string key, CancellationToken cancellationToken)
    {
        var store = Store;
        return await Policy().RunAsync(
            async token => await store.GetAsync(Key(actor, key), token), static _ => Verdict.Success, cancellationToken);
    }

    public Task SaveAsync(ActorKey actor, JsonElement operations, CancellationToken cancellationToken)
    {
        if (operations.ValueKind != JsonValueKind.Array)
        {
            throw Malformed("the body must be an array of operations");
        }
        var changes = operations.EnumerateArray().Select(operation => Change(actor, operation)).ToArray();
        var store = Store;
        return changes.Length == 0 ? Task.CompletedTask : Policy().RunAsync(token => store.TransactAsync(changes, token), cancellationToken);
    }

    private Policy Policy() => resiliency.Outbound(components.ActorStore!.Name, "Statestore");

    private IStateChange Change(ActorKey actor, JsonElement operation)
    {
        if (operation.ValueKind != JsonValueKind.Object
            || !operation.TryGetProperty("operation", out var kind)
            || !operation.TryGetProperty("request", out var request)
            || !request.TryGetProperty("key", out var name)
            || name.GetString() is not { Length: > 0 } key)
        {
            throw Malformed("an operation needs operation, request and key");
        }
        if (key.Contains(Separator, StringComparison.Ordinal))
        {
            throw Malformed($"key '{key}' must not contain '{Separator}'");
        }
        var etag = request.TryGetProperty("etag", out var tag) && tag.ValueKind == JsonValueKind.String ? tag.GetString() : null;
        return kind.GetString() switch
        {
            "upsert" => new StateSet(
                Key(actor, key),
                request.TryGetProperty("value", out var value) ? JsonSerializer.SerializeToUtf8Bytes(value) : "null"u8.ToArray(),
                etag,
                TtlSeconds: Ttl(request)),
            "delete" => new StateDelete(Key(actor, key), etag),
            var other => throw Malformed($"operation '{other}' is not supported"),
        };
    }

    private long? Ttl(JsonElement request)
    {
        if (!request.TryGetProperty("metadata", out var metadata)
            || metadata.ValueKind != JsonValueKind.Object
            || !metadata.TryGetProperty("ttlInSeconds", out var text))
        {
            return null;
        }
        return resources.Configuration.IsEnabled("ActorStateTTL")
            ? long.Parse(text.GetString()!, CultureInfo.InvariantCulture)
            : throw new ApiException(
                StatusCodes.Status500InternalServerError,
                "ERR_ACTOR_STATE_TRANSACTION_SAVE",
                "ttlInSeconds is not supported without the \"ActorStateTTL\" feature enabled");
    }

    private static ApiException Malformed(string reason) => new(StatusCodes.Status400BadRequest, "ERR_MALFORMED_REQUEST", reason);
}
