namespace OpenClaw.Sidecar.Bindings;

internal sealed record BindingResponse(ReadOnlyMemory<byte> Data, IReadOnlyDictionary<string, string> Metadata);
