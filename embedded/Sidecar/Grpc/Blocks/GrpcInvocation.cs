using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using OpenClaw.Sidecar.Grpc.Wire;

namespace OpenClaw.Sidecar.Grpc.Blocks;

/// <summary>Calls to other apps, which speak HTTP whatever their caller speaks.</summary>
internal sealed class GrpcInvocation(InnerApi api) : IGrpcBlock
{
    /// <summary>Answer headers that describe the body, which gRPC describes itself, or this one hop.</summary>
    private static readonly HashSet<string> Left = new(StringComparer.OrdinalIgnoreCase)
    {
        "content-type", "content-length", "transfer-encoding", "connection", "keep-alive", "trailer", "upgrade", "te",
    };

    public void Register(GrpcMethods.Registration methods) => methods.Unary("InvokeService", InvokeServiceRequest.Parser, InvokeAsync);

    private async Task<IMessage> InvokeAsync(InvokeServiceRequest request, GrpcCall call)
    {
        var message = request.Message ?? throw new GrpcException(GrpcStatusCode.InvalidArgument, "message is missing");
        var extension = message.HttpExtension ?? new HTTPExtension();
        var verb = extension.Verb == HTTPExtension.Types.Verb.None ? "POST" : extension.Verb.ToString().ToUpperInvariant();
        var path = string.Join('/', message.Method.TrimStart('/').Split('?')[0].Split('/').Select(Uri.EscapeDataString));
        var query = extension.Querystring is { Length: > 0 } text ? text.TrimStart('?') : message.Method.Split('?', 2).ElementAtOrDefault(1) ?? "";
        var answer = await api.SendAsync(
            verb, $"/v1.0/invoke/{Uri.EscapeDataString(request.Id)}/method/{path}{(query.Length > 0 ? "?" + query : "")}",
            call.Metadata, message.Data?.Value.Memory ?? default, message.ContentType, call.Ended);
        CopyHeaders(answer, call.Http.Response.Headers);
        return answer.IsSuccess
            ? new InvokeResponse { Data = new Any { Value = UnsafeByteOperations.UnsafeWrap(answer.Body) }, ContentType = answer.Headers.ContentType.ToString() }
            : throw GrpcErrors.FromHttp(answer.Status, answer.Body.Span);
    }

    private static void CopyHeaders(InnerAnswer answer, IHeaderDictionary metadata)
    {
        foreach (var (name, values) in answer.Headers.Where(header => !Left.Contains(header.Key)))
        {
            metadata[name.ToLowerInvariant()] = values;
        }
        metadata["dapr-http-status"] = answer.Status.ToString(CultureInfo.InvariantCulture);
    }
}
