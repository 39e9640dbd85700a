using Google.Protobuf;

namespace OpenClaw.Sidecar.Grpc;

/// <summary>An outcome other than success, in gRPC's terms. What the caller may know is in the message and the details.</summary>
internal sealed class GrpcException(GrpcStatusCode code, string message, params IMessage[] details) : Exception(message)
{
    public GrpcStatusCode Code { get; } = code;

    public IReadOnlyList<IMessage> Details { get; } = details;
}
