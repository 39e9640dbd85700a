using System.Buffers;
using System.Text.Json;
using OpenClaw.Sidecar.Components;

namespace OpenClaw.Sidecar.Api;

/// <summary><c>/v1.0/publish</c>: 204 only after the broker has the message.</summary>
internal sealed class PublishApi(PublishBlock publisher)
{
    private static readonly string[] Write = ["POST", "PUT"];

    public void Map(IEndpointRouteBuilder api)
    {
        api.MapMethods("/v1.0/publish/bulk/{pubsub}/{**topic}", Write, PublishManyAsync);
        api.MapMethods("/v1.0-alpha1/publish/bulk/{pubsub}/{**topic}", Write, PublishManyAsync);
        api.MapMethods("/v1.0/publish/{pubsub?}", Write, PublishAsync);
        api.MapMethods("/v1.0/publish/{pubsub}/{**topic}", Write, PublishAsync);
    }

    private async Task PublishAsync(HttpContext context)
    {
        var (component, topic) = Target(context, 2);
        await publisher.PublishAsync(
            component, topic, await context.BodyAsync(), context.Request.ContentType, context.Request.Metadata(), context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task PublishManyAsync(HttpContext context)
    {
        var (component, topic) = Target(context, 3);
        var entries = BulkEntries.Read(await context.BodyAsync(), component.Name);
        var failed = await publisher.PublishManyAsync(component, topic, entries, context.Request.Metadata(), context.RequestAborted);
        if (failed.Count > 0)
        {
            await WriteFailedAsync(context, failed);
            return;
        }
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private (PubSubComponent Component, string Topic) Target(HttpContext context, int index)
    {
        var topic = context.Rest(index + 1);
        return (publisher.Find(context.Segment(index), topic), topic);
    }

    private static async Task WriteFailedAsync(HttpContext context, IReadOnlyList<(string Id, string Error)> failed)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("failedEntries");
            foreach (var (id, error) in failed)
            {
                json.WriteStartObject();
                json.WriteString("entryId", id);
                json.WriteString("error", error);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteString("errorCode", "ERR_PUBSUB_PUBLISH_MESSAGE");
            json.WriteEndObject();
        }
        await context.WriteJsonAsync(buffer.WrittenMemory, StatusCodes.Status500InternalServerError);
    }
}
