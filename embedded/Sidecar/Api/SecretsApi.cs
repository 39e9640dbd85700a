using System.Buffers;
using System.Text.Json;
using OpenClaw.Sidecar.Components;
using OpenClaw.Sidecar.Resiliency;
using OpenClaw.Sidecar.Resources;
using OpenClaw.Sidecar.Secrets;

namespace OpenClaw.Sidecar.Api;

/// <summary><c>/v1.0/secrets</c>, filtered by the scopes of the configuration.</summary>
internal sealed class SecretsApi(ComponentRegistry components, ResourceSet resources, ResiliencyProvider resiliency)
{
    public void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/v1.0/secrets/{store}/bulk", GetAllAsync);
        api.MapGet("/v1.0/secrets/{store}/{name}", GetAsync);
    }

    private async Task GetAsync(HttpContext context)
    {
        var (storeName, store) = Store(context);
        var name = context.Segment(3);
        if (!resources.Configuration.PermitsSecret(storeName, name))
        {
            throw new ApiException(403, "ERR_PERMISSION_DENIED", $"access denied by policy to get {name} from {storeName}");
        }
        try
        {
            var secret = await resiliency.Outbound(storeName, "Secretstore").RunAsync(
                token => store.GetAsync(name, token), static _ => Verdict.Success, context.RequestAborted);
            var buffer = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(buffer))
            {
                Write(json, secret);
            }
            await context.WriteJsonAsync(buffer.WrittenMemory);
        }
        catch (Exception error) when (error is KeyNotFoundException or IOException or JsonException)
        {
            throw new ApiException(500, "ERR_SECRET_GET", $"failed getting secret with key {name} from secret store {storeName}: {error.Message}");
        }
    }

    private async Task GetAllAsync(HttpContext context)
    {
        var (storeName, store) = Store(context);
        var all = await store.GetAllAsync(context.RequestAborted);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, secret) in all.Where(pair => resources.Configuration.PermitsSecret(storeName, pair.Key)))
            {
                json.WritePropertyName(name);
                Write(json, secret);
            }
            json.WriteEndObject();
        }
        await context.WriteJsonAsync(buffer.WrittenMemory);
    }

    private (string Name, ISecretStore Store) Store(HttpContext context)
    {
        if (components.SecretStores.Count == 0)
        {
            throw new ApiException(500, "ERR_SECRET_STORES_NOT_CONFIGURED", "secret store is not configured");
        }
        var name = context.Segment(2);
        return components.SecretStores.TryGetValue(name, out var store) ? (name, store)
            : throw new ApiException(401, "ERR_SECRET_STORE_NOT_FOUND", $"failed finding secret store with key {name}");
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyDictionary<string, string> secret)
    {
        json.WriteStartObject();
        foreach (var (key, value) in secret)
        {
            json.WriteString(key, value);
        }
        json.WriteEndObject();
    }
}
