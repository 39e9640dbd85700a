using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using OpenClaw.Sidecar.Grpc.Wire;

namespace OpenClaw.Sidecar.Grpc.Blocks;

/// <summary>Timers and reminders. Their data are bytes here and base64 text in the HTTP form.</summary>
internal sealed class GrpcReminders(InnerApi api) : IGrpcBlock
{
    public void Register(GrpcMethods.Registration methods)
    {
        methods.Unary("RegisterActorTimer", RegisterActorTimerRequest.Parser, SetTimerAsync);
        methods.Unary("UnregisterActorTimer", UnregisterActorTimerRequest.Parser,
            (request, call) => SendAsync("DELETE", ActorPath.Of(request.ActorType, request.ActorId, "timers", request.Name), null, call));
        methods.Unary("RegisterActorReminder", RegisterActorReminderRequest.Parser, SetReminderAsync);
        methods.Unary("UnregisterActorReminder", UnregisterActorReminderRequest.Parser,
            (request, call) => SendAsync("DELETE", ActorPath.Of(request.ActorType, request.ActorId, "reminders", request.Name), null, call));
        methods.Unary("GetActorReminder", GetActorReminderRequest.Parser, GetReminderAsync);
    }

    private Task<IMessage> SetTimerAsync(RegisterActorTimerRequest request, GrpcCall call)
    {
        var body = Body(request.Data, request.DueTime, request.Period, request.Ttl);
        body["callback"] = request.Callback;
        return SendAsync("PUT", ActorPath.Of(request.ActorType, request.ActorId, "timers", request.Name), body, call);
    }

    private Task<IMessage> SetReminderAsync(RegisterActorReminderRequest request, GrpcCall call)
    {
        var body = Body(request.Data, request.DueTime, request.Period, request.Ttl);
        if (request.HasOverwrite)
        {
            body["overwrite"] = request.Overwrite;
        }
        if (FailurePolicyJson.Of(request.FailurePolicy) is { } policy)
        {
            body["failurePolicy"] = policy;
        }
        return SendAsync("PUT", ActorPath.Of(request.ActorType, request.ActorId, "reminders", request.Name), body, call);
    }

    private async Task<IMessage> GetReminderAsync(GetActorReminderRequest request, GrpcCall call)
    {
        var answer = await api.SendAsync("GET", ActorPath.Of(request.ActorType, request.ActorId, "reminders", request.Name), call.Metadata, default, null, call.Ended);
        var found = JsonNode.Parse(answer.Body.Span)!.AsObject();
        var response = new GetActorReminderResponse { ActorType = request.ActorType, ActorId = request.ActorId };
        if (found["dueTime"] is { } due)
        {
            response.DueTime = (string)due!;
        }
        if (found["period"] is { } period)
        {
            response.Period = (string)period!;
        }
        if (found["ttl"] is { } ttl)
        {
            response.Ttl = (string)ttl!;
        }
        if (found["data"] is { } data)
        {
            response.Data = Any.Pack(new BytesValue { Value = ByteString.CopyFromUtf8(data.ToJsonString()) });
        }
        return response;
    }

    private static JsonObject Body(ByteString data, string due, string period, string ttl)
    {
        var body = new JsonObject { ["dueTime"] = due, ["period"] = period };
        if (ttl.Length > 0)
        {
            body["ttl"] = ttl;
        }
        if (!data.IsEmpty)
        {
            body["data"] = data.ToBase64();
        }
        return body;
    }

    private async Task<IMessage> SendAsync(string method, string path, JsonObject? body, GrpcCall call)
    {
        await api.SendAsync(method, path, call.Metadata, body is null ? default : JsonSerializer.SerializeToUtf8Bytes(body), "application/json", call.Ended);
        return new Empty();
    }
}
