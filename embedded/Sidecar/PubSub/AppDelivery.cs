using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using OpenClaw.Sidecar.App;
using OpenClaw.Sidecar.Telemetry;

namespace OpenClaw.Sidecar.PubSub;

/// <summary>One POST of one event, or of a batch, to the app, and what its answer means.</summary>
internal sealed class AppDelivery(AppChannel channel) : IEventDelivery
{
    private static readonly MediaTypeHeaderValue CloudEvent = new(CloudEvents.ContentType);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public async Task<DeliveryResult> PostAsync(
        string path, ReadOnlyMemory<byte> bytes, string pubSubName, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{channel.BaseAddress}/{path.TrimStart('/')}")
        {
            Content = new ReadOnlyMemoryContent(bytes) { Headers = { ContentType = CloudEvent } },
        };
        request.Headers.TryAddWithoutValidation("pubsubName", pubSubName);
        foreach (var (name, value) in metadata)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        TraceHeaders.Inject(request);
        using var response = await channel.SendAsync(request, cancellationToken);
        return await JudgeAsync(response.Message, cancellationToken);
    }

    /// <summary>One POST of a batch; the result of each of its messages.</summary>
    public async Task<IReadOnlyList<DeliveryResult>> PostManyAsync(
        string path, ReadOnlyMemory<byte> body, string pubSubName, IReadOnlyList<BulkMessage> messages, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{channel.BaseAddress}/{path.TrimStart('/')}")
        {
            Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = Json } },
        };
        request.Headers.TryAddWithoutValidation("pubsubName", pubSubName);
        TraceHeaders.Inject(request);
        using var response = await channel.SendAsync(request, cancellationToken);
        var code = (int)response.Message.StatusCode;
        return response.Message switch
        {
            // The whole batch is forgotten, without a dead letter: so does the original.
            { StatusCode: HttpStatusCode.NotFound } => All(messages, new DeliveryResult(Delivery.Success, code, "")),
            { IsSuccessStatusCode: false } => All(messages, new DeliveryResult(Delivery.Retry, code, $"the app answered {code}")),
            var message => BulkAnswer.Read(await message.Content.ReadAsByteArrayAsync(cancellationToken), messages),
        };
    }

    private static DeliveryResult[] All(IReadOnlyList<BulkMessage> messages, DeliveryResult result) => [.. messages.Select(_ => result)];

    private static async Task<DeliveryResult> JudgeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var code = (int)response.StatusCode;
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return new DeliveryResult(Delivery.Drop, code, "the app answered 404");
        }
        if (!response.IsSuccessStatusCode)
        {
            return new DeliveryResult(Delivery.Retry, code, $"the app answered {code}");
        }
        return Status(await response.Content.ReadAsByteArrayAsync(cancellationToken)) switch
        {
            null or "" or "SUCCESS" => new DeliveryResult(Delivery.Success, code, ""),
            "DROP" => new DeliveryResult(Delivery.Drop, code, "the app answered DROP"),
            var status => new DeliveryResult(Delivery.Retry, null, $"the app answered {status}"),
        };
    }

    private static string? Status(byte[] body)
    {
        if (body.Length == 0)
        {
            return null;
        }
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("status", out var status)
                && status.ValueKind == JsonValueKind.String ? status.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
