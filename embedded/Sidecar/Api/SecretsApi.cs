using System.Buffers;
using System.Text.Json;

namespace OpenClaw.Sidecar.Api;

/// <summary><c>/v1.0/secrets</c>, filtered by the scopes of the configuration.</summary>
internal sealed class SecretsApi(SecretBlock secrets)
{
    public void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/v1.0/secrets/{store}/bulk", GetAllAsync);
        api.MapGet("/v1.0/secrets/{store}/{name}", GetAsync);
    }

    private async Task GetAsync(HttpContext context)
    {
        var secret = await secrets.GetAsync(context.Segment(2), context.Segment(3), context.Request.Metadata(), context.RequestAborted);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, secret);
        }
        await context.WriteJsonAsync(buffer.WrittenMemory);
    }

    private async Task GetAllAsync(HttpContext context)
    {
        var all = await secrets.GetAllAsync(context.Segment(2), context.Request.Metadata(), context.RequestAborted);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, secret) in all)
            {
                json.WritePropertyName(name);
                Write(json, secret);
            }
            json.WriteEndObject();
        }
        await context.WriteJsonAsync(buffer.WrittenMemory);
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
