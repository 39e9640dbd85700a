using System.Buffers;
using System.Globalization;
using System.Text.Json;
using OpenClaw.Sidecar.State;

namespace OpenClaw.Sidecar.Api;

/// <summary><c>/v1.0/state</c>.</summary>
internal sealed class StateApi(StateBlock states)
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
        var entry = await states.GetAsync(Store(context), context.Rest(3), context.RequestAborted);
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
        await states.SaveAsync(store, items, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task DeleteAsync(HttpContext context)
    {
        var etag = context.Request.Headers.IfMatch.FirstOrDefault();
        StateRequests.CheckWords(context.Request.Query["concurrency"].ToString(), context.Request.Query["consistency"].ToString(), "ERR_STATE_DELETE");
        await states.DeleteAsync(Store(context), context.Rest(3), etag, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task BulkGetAsync(HttpContext context)
    {
        var store = Store(context);
        var keys = StateRequests.Keys(await context.BodyAsync());
        var found = await states.GetManyAsync(store, keys, context.RequestAborted);
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
        StateBlock.CheckTransactions(store);
        var changes = StateRequests.Changes(await context.BodyAsync(), store, context.Request.Metadata());
        await states.TransactAsync(store, changes, context.RequestAborted);
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

    private StateComponent Store(HttpContext context) => states.Find(context.Segment(2));

    private static void Write(Utf8JsonWriter json, StateEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("key", StateComponent.Logical(entry.Key));
        if (entry.Error is not null)
        {
            json.WriteString("error", entry.Error);
            json.WriteEndObject();
            return;
        }
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

    internal static string Rfc3339(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
