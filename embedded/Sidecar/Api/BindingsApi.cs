using System.Diagnostics;
using System.Text.Json;
using OpenClaw.Sidecar.Bindings;
using OpenClaw.Sidecar.Components;
using OpenClaw.Sidecar.Resiliency;

namespace OpenClaw.Sidecar.Api;

/// <summary><c>/v1.0/bindings/{name}</c>.</summary>
internal sealed class BindingsApi(ComponentRegistry components, ResiliencyProvider resiliency)
{
    private static readonly string[] Write = ["POST", "PUT"];

    public void Map(IEndpointRouteBuilder api) => api.MapMethods("/v1.0/bindings/{name}", Write, InvokeAsync);

    private async Task InvokeAsync(HttpContext context)
    {
        var name = context.Segment(2);
        var request = Read(await context.BodyAsync());
        if (!components.OutputBindings.TryGetValue(name, out var binding))
        {
            throw Failed(name, $"couldn't find output binding {name}");
        }
        if (request.Operation.Length == 0)
        {
            throw Failed(name, "operation field is missing from request");
        }
        BindingResponse response;
        try
        {
            response = await resiliency.Outbound(name, "Binding").RunAsync(
                token => binding.InvokeAsync(request, token), static _ => Verdict.Success, context.RequestAborted);
        }
        catch (Exception error) when (error is not OperationCanceledException || !context.RequestAborted.IsCancellationRequested)
        {
            throw Failed(name, error.Message, (error as BindingException)?.Metadata);
        }
        foreach (var (key, value) in response.Metadata)
        {
            context.Response.Headers["metadata." + key] = Clean(value);
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

    private static ApiException Failed(string name, string message, IReadOnlyDictionary<string, string>? metadata = null) =>
        new(500, "ERR_INVOKE_OUTPUT_BINDING", $"error invoking output binding {name}: {message}")
        {
            Headers = metadata?.ToDictionary(pair => "metadata." + pair.Key, pair => Clean(pair.Value)),
        };

    /// <summary>Header values hold visible ASCII only.</summary>
    private static string Clean(string value) => string.Concat(value.Select(letter => letter is >= ' ' and < (char)127 ? letter : ' '));
}
