namespace OpenClaw.Sidecar.Bindings;

internal sealed record BindingRequest(string Operation, ReadOnlyMemory<byte> Data, IReadOnlyDictionary<string, string> Metadata);
