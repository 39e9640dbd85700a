using System.Diagnostics;
using System.Text.Json;
using OpenClaw.Sidecar.Bindings;

namespace OpenClaw.Sidecar.Api;

/// <summary><c>/v1.0/bindings/{name}</c>.</summary>
internal sealed class BindingsApi(BindingBlock bindings)
{
    private static readonly string[] Write = ["POST", "PUT"];

    public void Map(IEndpointRouteBuilder api) => api.MapMethods("/v1.0/bindings/{name}", Write, InvokeAsync);

    private async Task InvokeAsync(HttpContext context)
    {
        var name = context.Segment(2);
        var request = Read(await context.BodyAsync());
        var response = await bindings.InvokeAsync(name, request, context.RequestAborted);
        foreach (var (key, value) in response.Metadata)
        {
            context.Response.Headers["metadata." + key] = BindingBlock.Clean(value);
        }
        if (response.Data.Length == 0)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        await context.WriteJsonAsync(response.Data);
    }

    private static BindingRequest Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
            if (Activity.Current is { } activity)
            {
                metadata["traceparent"] = activity.Id ?? "";
                metadata["tracestate"] = activity.TraceStateString ?? "";
            }
            if (root.TryGetProperty("metadata", out var given) && given.ValueKind == JsonValueKind.Object)
            {
                foreach (var pair in given.EnumerateObject())
                {
                    metadata[pair.Name] = pair.Value.GetString() ?? "";
                }
            }
            var data = root.TryGetProperty("data", out var value) && value.ValueKind != JsonValueKind.Null
                ? JsonSerializer.SerializeToUtf8Bytes(value, ApiJson.Default.JsonElement) : [];
            return new BindingRequest(root.TryGetProperty("operation", out var operation) ? operation.GetString() ?? "" : "", data, metadata);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new ApiException(400, "ERR_MALFORMED_REQUEST", $"failed deserializing HTTP body: {error.Message}");
        }
    }
}
