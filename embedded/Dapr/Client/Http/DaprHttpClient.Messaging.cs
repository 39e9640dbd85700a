using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Dapr.Client;

internal sealed partial class DaprHttpClient
{
    private const string CloudEventsType = "application/cloudevents+json";

    public override Task PublishEventAsync<TData>(string pubsubName, string topicName, TData? data, CancellationToken cancellationToken = default)
        where TData : default => PublishDataAsync(pubsubName, topicName, data, null, cancellationToken);

    public override Task PublishEventAsync<TData>(string pubsubName, string topicName, TData? data, Dictionary<string, string> metadata, CancellationToken cancellationToken = default)
        where TData : default
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return PublishDataAsync(pubsubName, topicName, data, metadata, cancellationToken);
    }

    public override Task PublishEventAsync(string pubsubName, string topicName, CancellationToken cancellationToken = default) =>
        PublishAsync(pubsubName, topicName, null, null, cancellationToken);

    public override Task PublishEventAsync(string pubsubName, string topicName, Dictionary<string, string> metadata, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return PublishAsync(pubsubName, topicName, null, metadata, cancellationToken);
    }

    public override async Task PublishByteEventAsync(string pubsubName, string topicName, ReadOnlyMemory<byte> data, string dataContentType = "application/json", Dictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        using var content = new ReadOnlyMemoryContent(data);
        if (!string.IsNullOrEmpty(dataContentType))
        {
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(dataContentType);
        }

        await PublishAsync(pubsubName, topicName, content, metadata, cancellationToken);
    }

    public override async Task<BulkPublishResponse<TValue>> BulkPublishEventAsync<TValue>(string pubsubName, string topicName, IReadOnlyList<TValue> events, Dictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        ThrowIfEmpty(events, nameof(events));
        var path = SidecarPaths.WithMetadata(TopicPath("/v1.0/publish/bulk", pubsubName, topicName), metadata);
        var entries = events.Select((item, index) => new BulkPublishEntry<TValue>(
            index.ToString(System.Globalization.CultureInfo.InvariantCulture), item, ContentTypeOf(item), metadata)).ToList();
        using var content = JsonBody(WireJson.Write(writer =>
        {
            writer.WriteStartArray();
            entries.ForEach(entry => WriteEntry(writer, entry));
            writer.WriteEndArray();
        }));
        using var response = await BulkResponseAsync(path, content, cancellationToken);
        var wire = await ReadJsonAsync<BulkPublishWire>("Bulk publish", response, WireJson.Options, cancellationToken);
        return new([.. (wire?.FailedEntries ?? []).Select(failure => new BulkPublishResponseFailedEntry<TValue>(
            entries.First(entry => entry.EntryId == failure.EntryId), failure.Error ?? string.Empty))]);
    }

    public override async Task InvokeBindingAsync<TRequest>(string bindingName, string operation, TRequest? data, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
        where TRequest : default
    {
        using var response = await BindingAsync(bindingName, operation, JsonSerializer.SerializeToUtf8Bytes(data, json), metadata, cancellationToken);
    }

    public override async Task<TResponse> InvokeBindingAsync<TRequest, TResponse>(string bindingName, string operation, TRequest? data, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
        where TRequest : default
    {
        using var response = await BindingAsync(bindingName, operation, JsonSerializer.SerializeToUtf8Bytes(data, json), metadata, cancellationToken);
        return (await ReadJsonAsync<TResponse>("Binding", response, json, cancellationToken))!;
    }

    public override async Task<BindingResponse> InvokeBindingAsync(BindingRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var data = request.Data.IsEmpty || WireJson.IsJson(request.Data.Span)
            ? request.Data
            : JsonSerializer.SerializeToUtf8Bytes(System.Text.Encoding.UTF8.GetString(request.Data.Span));
        using var response = await BindingAsync(request.BindingName, request.Operation, data, request.Metadata, cancellationToken);
        var metadata = response.Headers.NonValidated
            .Where(header => header.Key.StartsWith("metadata.", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key["metadata.".Length..], header => header.Value.ToString());
        return new BindingResponse(request, await ReadBytesAsync("Binding", response, cancellationToken), metadata);
    }

    private async Task PublishDataAsync<TData>(
        string pubsubName, string topicName, TData? data, Dictionary<string, string>? metadata, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(data);
        using var content = JsonBody(JsonSerializer.SerializeToUtf8Bytes(data, json));
        if (data is CloudEvent)
        {
            content.Headers.ContentType = new MediaTypeHeaderValue(CloudEventsType);
        }

        await PublishAsync(pubsubName, topicName, content, metadata, cancellationToken);
    }

    private async Task PublishAsync(
        string pubsubName, string topicName, HttpContent? content, Dictionary<string, string>? metadata, CancellationToken cancellationToken)
    {
        var path = SidecarPaths.WithMetadata(TopicPath("/v1.0/publish", pubsubName, topicName), metadata);
        using var response = await CallAsync("Publish", HttpMethod.Post, path, content, cancellationToken);
    }

    private async Task<HttpResponseMessage> BulkResponseAsync(string path, HttpContent content, CancellationToken cancellationToken)
    {
        var response = await SendAsync("Bulk publish", path, content, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        // A partial failure is an answer, not an exception; the body tells them apart.
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (response.StatusCode == HttpStatusCode.InternalServerError && text.Contains("\"failedEntries\"", StringComparison.Ordinal))
        {
            return response;
        }

        var cause = await SidecarResponseException.ReadAsync(response, cancellationToken);
        response.Dispose();
        throw new DaprException($"Bulk publish operation failed: the Dapr endpoint indicated a failure. {cause.Message}", cause);
    }

    private async Task<HttpResponseMessage> SendAsync(string action, string path, HttpContent content, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(HttpMethod.Post, path, content, null, cancellationToken);
        }
        catch (Exception exception) when (IsTransport(exception, cancellationToken))
        {
            throw new DaprException($"{action} operation failed: the Dapr endpoint could not be reached. {exception.Message}", exception);
        }
    }

    private async Task<HttpResponseMessage> BindingAsync(
        string bindingName, string operation, ReadOnlyMemory<byte> data, IEnumerable<KeyValuePair<string, string>>? metadata, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(bindingName);
        ArgumentException.ThrowIfNullOrEmpty(operation);
        using var content = JsonBody(WireJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("operation", operation);
            writer.WriteRaw("data", data.Span);
            writer.WriteMetadata(metadata);
            writer.WriteEndObject();
        }));
        return await CallAsync("Binding", HttpMethod.Post, $"/v1.0/bindings/{SidecarPaths.Segment(bindingName)}", content, cancellationToken);
    }

    private void WriteEntry<TValue>(Utf8JsonWriter writer, BulkPublishEntry<TValue> entry)
    {
        writer.WriteStartObject();
        writer.WriteString("entryId", entry.EntryId);
        writer.WriteString("contentType", entry.ContentType);
        writer.WritePropertyName("event");
        JsonSerializer.Serialize(writer, entry.EventData, json);
        writer.WriteMetadata(entry.Metadata);
        writer.WriteEndObject();
    }

    private static string ContentTypeOf<TValue>(TValue item) => item switch
    {
        CloudEvent => CloudEventsType,
        byte[] => "application/octet-stream",
        _ => "application/json",
    };

    private static string TopicPath(string api, string pubsubName, string topicName)
    {
        ArgumentException.ThrowIfNullOrEmpty(pubsubName);
        ArgumentException.ThrowIfNullOrEmpty(topicName);
        return $"{api}/{SidecarPaths.Segment(pubsubName)}/{SidecarPaths.Topic(topicName)}";
    }
}
