using System.Buffers;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using OpenClaw.Sidecar.Api;
using OpenClaw.Sidecar.Grpc.Wire;

namespace OpenClaw.Sidecar.Grpc.Blocks;

/// <summary>Actor calls and their state.</summary>
internal sealed class GrpcActors(InnerApi api) : IGrpcBlock
{
    public void Register(GrpcMethods.Registration methods)
    {
        methods.Unary("InvokeActor", InvokeActorRequest.Parser, InvokeAsync);
        methods.Unary("GetActorState", GetActorStateRequest.Parser, GetStateAsync);
        methods.Unary("ExecuteActorStateTransaction", ExecuteActorStateTransactionRequest.Parser, SaveStateAsync);
    }

    private async Task<IMessage> InvokeAsync(InvokeActorRequest request, GrpcCall call)
    {
        var answer = await api.SendAsync(
            "POST", ActorPath.Of(request.ActorType, request.ActorId, "method", request.Method), call.Metadata.Concat(request.Metadata), request.Data.Memory, "application/json", call.Ended);
        return new InvokeActorResponse { Data = UnsafeByteOperations.UnsafeWrap(answer.Body) };
    }

    private async Task<IMessage> GetStateAsync(GetActorStateRequest request, GrpcCall call)
    {
        var answer = await api.SendAsync("GET", ActorPath.Of(request.ActorType, request.ActorId, "state", request.Key), call.Metadata, default, null, call.Ended);
        var response = new GetActorStateResponse { Data = UnsafeByteOperations.UnsafeWrap(answer.Body) };
        response.Metadata.Add(answer.Metadata.ToDictionary());
        return response;
    }

    private async Task<IMessage> SaveStateAsync(ExecuteActorStateTransactionRequest request, GrpcCall call)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartArray();
            foreach (var operation in request.Operations)
            {
                Write(json, operation);
            }
            json.WriteEndArray();
        }
        var path = ActorPath.Of(request.ActorType, request.ActorId, "state", "").TrimEnd('/');
        await api.SendAsync("POST", path, call.Metadata, body.WrittenMemory, "application/json", call.Ended);
        return new Empty();
    }

    private static void Write(Utf8JsonWriter json, TransactionalActorStateOperation operation)
    {
        if (operation.OperationType is not ("upsert" or "delete"))
        {
            throw new ApiException(400, "ERR_NOT_SUPPORTED_STATE_OPERATION", $"operation type {operation.OperationType} not supported");
        }
        json.WriteStartObject();
        json.WriteString("operation", operation.OperationType);
        json.WriteStartObject("request");
        json.WriteString("key", operation.Key);
        if (operation.OperationType == "upsert")
        {
            json.WritePropertyName("value");
            WriteValue(json, operation);
        }
        if (operation.Metadata.Count > 0)
        {
            json.WritePropertyName("metadata");
            JsonSerializer.Serialize(json, operation.Metadata.ToDictionary());
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, TransactionalActorStateOperation operation)
    {
        try
        {
            json.WriteRawValue(operation.Value?.Value is { Length: > 0 } value ? value.Span : "null"u8);
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new GrpcException(GrpcStatusCode.InvalidArgument, $"the embedded sidecar keeps actor state as JSON; the value of {operation.Key} is none: {error.Message}");
        }
    }
}
