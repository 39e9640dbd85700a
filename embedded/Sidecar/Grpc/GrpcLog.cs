namespace OpenClaw.Sidecar.Grpc;

internal static partial class GrpcLog
{
    [LoggerMessage(EventId = 7951, Level = LogLevel.Information, Message = "gRPC API called: {Method} by {UserAgent}")]
    public static partial void GrpcApiCalled(this ILogger logger, string method, string userAgent);
}
