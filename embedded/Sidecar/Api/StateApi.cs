using System.Buffers;
using System.Globalization;
using System.Text.Json;
using OpenClaw.Sidecar.Components;
using OpenClaw.Sidecar.Resiliency;
using OpenClaw.Sidecar.State;

namespace OpenClaw.Sidecar.Api;

/// <summary><c>/v1.0/state</c>.</summary>
internal sealed class StateApi(ComponentRegistry components, ResiliencyProvider resiliency)
{
    private static readonly string[] WriteVerbs = ["POST", "PUT"];

    public void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/v1.0/state/{store}/{**key}", GetAsync);
        api.MapDelete("/v1.0/state/{store}/{**key}", DeleteAsync);
        api.MapMethods("/v1.0/state/{store}", WriteVerbs, SaveAsync);
        api.MapMethods("/v1.0/state/{store}/bulk", WriteVerbs, BulkGetAsync);
        api.MapMethods("/v1.0/state/{store}/transaction", WriteVerbs, TransactAsync);
        api.MapMethods("/v1.0-alpha1/state/{store}/query", WriteVerbs, Query);
    }

    private async Task GetAsync(HttpContext context)
    {
        var store = Store(context);
        var key = store.Physical(Legal(context.Rest(3)));
        StateEntry? entry;
        try
        {
            entry = await Policy(store).RunAsync(token => store.Store.GetAsync(key, token).AsTask(), static _ => Verdict.Success, context.RequestAborted);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new ApiException(500, "ERR_STATE_GET", $"fail to get {context.Rest(3)} from state store {store.Name}: {error.Message}", error);
        }
        if (entry is null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        if (entry.ETag is not null)
        {
            context.Response.Headers.ETag = entry.ETag;
        }
        if (entry.ExpiresAt is { } expires)
        {
            context.Response.Headers["metadata.ttlExpireTime"] = Rfc3339(expires);
        }
        await context.WriteJsonAsync(entry.Value);
    }

    private async Task SaveAsync(HttpContext context)
    {
        var store = Store(context);
        var items = StateRequests.Items(await context.BodyAsync(), store, context.Request.Metadata());
        var errors = await Task.WhenAll(items.Select(item => TryAsync(store, token => store.Store.SetAsync(item, token), context.RequestAborted)));
        Throw(errors, "ERR_STATE_SAVE", $"failed saving state in state store {store.Name}");
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task DeleteAsync(HttpContext context)
    {
        var store = Store(context);
        var etag = context.Request.Headers.IfMatch.FirstOrDefault();
        var request = new StateDelete(store.Physical(Legal(context.Rest(3))), string.IsNullOrEmpty(etag) ? null : etag);
        var error = await TryAsync(store, token => store.Store.DeleteAsync(request, token), context.RequestAborted);
        Throw([error], "ERR_STATE_DELETE", $"failed deleting state with key {context.Rest(3)}");
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task BulkGetAsync(HttpContext context)
    {
        var store = Store(context);
        var keys = StateRequests.Keys(await context.BodyAsync());
        IReadOnlyList<StateEntry> found;
        try
        {
            found = await Policy(store).RunAsync(
                token => store.Store.GetManyAsync([.. keys.Select(key => store.Physical(Legal(key)))], token), static _ => Verdict.Success, context.RequestAborted);
        }
        catch (Exception error) when (error is not (OperationCanceledException or ApiException))
        {
            throw new ApiException(500, "ERR_STATE_BULK_GET", error.Message, error);
        }
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var entry in found)
            {
                Write(json, entry);
            }
            var present = found.Select(entry => StateComponent.Logical(entry.Key)).ToHashSet(StringComparer.Ordinal);
            foreach (var key in keys.Where(key => !present.Contains(key)))
            {
                json.WriteStartObject();
                json.WriteString("key", key);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        await context.WriteJsonAsync(buffer.WrittenMemory);
    }

    private async Task TransactAsync(HttpContext context)
    {
        var store = Store(context);
        if (!store.Store.Capabilities.Contains("TRANSACTIONAL"))
        {
            throw new ApiException(500, "ERR_STATE_STORE_NOT_SUPPORTED", $"state store {store.Name} doesn't support transactions")
            {
                Reason = "DAPR_STATE_TRANSACTIONS_NOT_SUPPORTED",
                Resource = ("state", store.Name),
            };
        }
        var changes = StateRequests.Changes(await context.BodyAsync(), store, context.Request.Metadata());
        if (changes.Count > 0)
        {
            try
            {
                await Policy(store).RunAsync(token => store.Store.TransactAsync(changes, token), context.RequestAborted);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                throw new ApiException(500, "ERR_STATE_TRANSACTION", $"error while executing state transaction: {error.Message}", error);
            }
        }
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private Task Query(HttpContext context)
    {
        var store = Store(context);
        throw new ApiException(500, "ERR_STATE_STORE_NOT_SUPPORTED", $"state store {store.Name} doesn't support query API")
        {
            Reason = "DAPR_STATE_QUERYING_NOT_SUPPORTED",
        };
    }

    private StateComponent Store(HttpContext context)
    {
        if (components.States.Count == 0)
        {
            throw new ApiException(500, "ERR_STATE_STORE_NOT_CONFIGURED", "state store is not configured") { Reason = "DAPR_STATE_NOT_CONFIGURED" };
        }
        var name = context.Segment(2);
        return components.States.TryGetValue(name, out var store) ? store
            : throw new ApiException(400, "ERR_STATE_STORE_NOT_FOUND", $"state store {name} is not found")
            {
                Reason = "DAPR_STATE_NOT_FOUND",
                Resource = ("state", name),
            };
    }

    private Policy Policy(StateComponent store) => resiliency.Outbound(store.Name, "Statestore");

    internal static string Legal(string key) => StateComponent.IsLegal(key) ? key
        : throw new ApiException(400, "ERR_MALFORMED_REQUEST", $"input key/keyPrefix '{key}' can't contain '||'")
        {
            Reason = "DAPR_STATE_ILLEGAL_KEY",
            Resource = ("state", key),
            Violation = (key, $"input key/keyPrefix '{key}' can't contain '||'"),
        };

    private async Task<Exception?> TryAsync(StateComponent store, Func<CancellationToken, Task> operation, CancellationToken cancellationToken)
    {
        try
        {
            await Policy(store).RunAsync(operation, cancellationToken);
            return null;
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return error;
        }
    }

    /// <summary>Several failures: only etag errors give 400 (any invalid) or 409; anything else gives 500.</summary>
    private static void Throw(IReadOnlyList<Exception?> results, string code, string message)
    {
        var errors = results.OfType<Exception>().ToArray();
        if (errors.Length == 0)
        {
            return;
        }
        var status = !errors.All(error => error is ETagException) ? 500 : errors.Any(error => error is ETagException { IsInvalid: true }) ? 400 : 409;
        throw new ApiException(status, code, $"{message}: {string.Join("; ", errors.Select(error => error.Message))}", errors[0]);
    }

    private static void Write(Utf8JsonWriter json, StateEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("key", StateComponent.Logical(entry.Key));
        json.WritePropertyName("data");
        if (entry.Value.Length > 0)
        {
            json.WriteRawValue(entry.Value.Span);
        }
        else
        {
            json.WriteNullValue();
        }
        if (entry.ETag is not null)
        {
            json.WriteString("etag", entry.ETag);
        }
        if (entry.ExpiresAt is { } expires)
        {
            json.WriteStartObject("metadata");
            json.WriteString("ttlExpireTime", Rfc3339(expires));
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static string Rfc3339(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
