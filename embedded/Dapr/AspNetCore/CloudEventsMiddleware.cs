using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Dapr;

/// <summary>Replaces a CloudEvent by its data for the rest of the pipeline.</summary>
internal sealed class CloudEventsMiddleware(RequestDelegate next, CloudEventsMiddlewareOptions options)
{
    private const string CloudEventsType = "application/cloudevents+json";
    private const string JsonType = "application/json";
    private static readonly HashSet<string> NeverForwarded = new(StringComparer.OrdinalIgnoreCase)
    {
        "data", "data_base64", "datacontenttype", "pubsubname", "traceparent",
    };

    public async Task InvokeAsync(HttpContext context)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            || !string.Equals(type.MediaType, CloudEventsType, StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }

        using var document = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
        var properties = document.RootElement.EnumerateObject()
            .GroupBy(property => property.Name, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.First().Value, StringComparer.OrdinalIgnoreCase);
        if (properties.ContainsKey("data") && properties.ContainsKey("data_base64"))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        Forward(context, properties);
        var (originalBody, originalType) = (context.Request.Body, context.Request.ContentType);
        var (body, contentType) = Data(properties);
        using var data = new MemoryStream(body);
        (context.Request.Body, context.Request.ContentType) = (data, contentType);
        try
        {
            await next(context);
        }
        finally
        {
            (context.Request.Body, context.Request.ContentType) = (originalBody, originalType);
        }
    }

    private (byte[] Body, string? ContentType) Data(Dictionary<string, JsonElement> properties)
    {
        var contentType = ContentTypeOf(properties);
        if (properties.TryGetValue("data_base64", out var binary))
        {
            return (binary.GetBytesFromBase64(), contentType);
        }

        if (!properties.TryGetValue("data", out var data))
        {
            return ([], null);
        }

        var isText = data.ValueKind == JsonValueKind.String && !IsJson(contentType) && !options.SuppressJsonDecodingOfTextPayloads;
        return (isText ? Encoding.UTF8.GetBytes(data.GetString()!) : JsonSerializer.SerializeToUtf8Bytes(data), contentType);
    }

    private void Forward(HttpContext context, Dictionary<string, JsonElement> properties)
    {
        if (!options.ForwardCloudEventPropertiesAsHeaders)
        {
            return;
        }

        foreach (var (name, value) in properties.Where(property => IsForwarded(property.Key)))
        {
            context.Request.Headers.TryAdd($"Cloudevent.{name.ToLowerInvariant()}", value.ToString());
        }
    }

    private bool IsForwarded(string name) => !NeverForwarded.Contains(name)
        && (options.IncludedCloudEventPropertiesAsHeaders is { } only
            ? only.Contains(name, StringComparer.OrdinalIgnoreCase)
            : options.ExcludedCloudEventPropertiesFromHeaders?.Contains(name, StringComparer.OrdinalIgnoreCase) != true);

    private static string ContentTypeOf(Dictionary<string, JsonElement> properties)
    {
        if (!properties.TryGetValue("datacontenttype", out var given)
            || given.ValueKind != JsonValueKind.String
            || !MediaTypeHeaderValue.TryParse(given.GetString(), out var parsed))
        {
            return JsonType;
        }

        // The data is text of this process by now, whatever its charset was.
        parsed.CharSet = null;
        return parsed.ToString();
    }

    private static bool IsJson(string contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.MediaType!.EndsWith("/json", StringComparison.OrdinalIgnoreCase) || type.MediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase));
}
