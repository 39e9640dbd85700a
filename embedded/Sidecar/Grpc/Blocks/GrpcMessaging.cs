using System.Diagnostics;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using OpenClaw.Sidecar.Api;
using OpenClaw.Sidecar.Bindings;
using OpenClaw.Sidecar.Grpc.Wire;

namespace OpenClaw.Sidecar.Grpc.Blocks;

/// <summary>Publishing and output bindings.</summary>
internal sealed class GrpcMessaging(PublishBlock publisher, BindingBlock bindings) : IGrpcBlock
{
    public void Register(GrpcMethods.Registration methods)
    {
        methods.Unary("PublishEvent", PublishEventRequest.Parser, PublishAsync);
        methods.Unary("BulkPublishEvent", BulkPublishRequest.Parser, PublishManyAsync);
        methods.Unary("BulkPublishEventAlpha1", BulkPublishRequest.Parser, PublishManyAsync);
        methods.Unary("InvokeBinding", InvokeBindingRequest.Parser, InvokeAsync);
    }

    private async Task<IMessage> PublishAsync(PublishEventRequest request, GrpcCall call)
    {
        var component = publisher.Find(request.PubsubName, request.Topic);
        await publisher.PublishAsync(component, request.Topic, request.Data.Memory, ContentType(request.DataContentType), AnyCase(request.Metadata), call.Ended);
        return new Empty();
    }

    private async Task<IMessage> PublishManyAsync(BulkPublishRequest request, GrpcCall call)
    {
        var component = publisher.Find(request.PubsubName, request.Topic);
        var ids = request.Entries.Select(entry => entry.EntryId).ToArray();
        if (ids.Contains("") || ids.Distinct(StringComparer.Ordinal).Count() < ids.Length)
        {
            throw PublishBlock.Error(400, "ERR_PUBSUB_EVENTS_SER", "DAPR_PUBSUB_MARSHAL_EVENTS", request.PubsubName,
                $"error marshaling events to bytes for topic {request.Topic} pubsub {request.PubsubName}: entryId is duplicated or not present for entry");
        }
        var entries = request.Entries.Select(entry => new BulkEntry(entry.EntryId, entry.ContentType, entry.Event.Memory, AnyCase(entry.Metadata))).ToArray();
        var failed = await publisher.PublishManyAsync(component, request.Topic, entries, AnyCase(request.Metadata), call.Ended);
        var response = new BulkPublishResponse();
        response.FailedEntries.AddRange(failed.Select(entry => new BulkPublishResponseFailedEntry { EntryId = entry.Id, Error = entry.Error }));
        return response;
    }

    private async Task<IMessage> InvokeAsync(InvokeBindingRequest request, GrpcCall call)
    {
        var metadata = new Dictionary<string, string>(request.Metadata, StringComparer.Ordinal);
        foreach (var (name, value) in call.Metadata)
        {
            metadata.TryAdd(name, value);
        }
        if (Activity.Current is { } activity)
        {
            metadata["traceparent"] = activity.Id ?? "";
            metadata["tracestate"] = activity.TraceStateString ?? "";
        }
        try
        {
            var answer = await bindings.InvokeAsync(request.Name, new BindingRequest(request.Operation, request.Data.Memory, metadata), call.Ended);
            var response = new InvokeBindingResponse { Data = UnsafeByteOperations.UnsafeWrap(answer.Data) };
            response.Metadata.Add(answer.Metadata.ToDictionary());
            SetHeaders(call, answer.Metadata.Select(pair => new KeyValuePair<string, string>("metadata." + pair.Key, BindingBlock.Clean(pair.Value))));
            return response;
        }
        catch (ApiException error)
        {
            // What the target said goes along even though the call failed.
            SetHeaders(call, error.Headers ?? new Dictionary<string, string>());
            throw;
        }
    }

    private static void SetHeaders(GrpcCall call, IEnumerable<KeyValuePair<string, string>> headers)
    {
        foreach (var (name, value) in headers)
        {
            call.Http.Response.Headers[name.ToLowerInvariant()] = value;
        }
    }

    private static string? ContentType(string given) => given.Length > 0 ? given : null;

    private static Dictionary<string, string> AnyCase(IDictionary<string, string> metadata) => new(metadata, StringComparer.OrdinalIgnoreCase);
}
