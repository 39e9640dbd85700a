namespace OpenClaw.Sidecar.Grpc;

/// <summary>The methods of one building block.</summary>
internal interface IGrpcBlock
{
    void Register(GrpcMethods.Registration methods);
}
