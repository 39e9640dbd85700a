namespace OpenClaw.Sidecar.Conformance.Grpc;

/// <summary>How a call ended: the outcome's code and text, the first message, what came beside it.</summary>
internal sealed record GrpcAnswer(int Code, string Text, byte[] Body, IReadOnlyDictionary<string, string> Metadata);
