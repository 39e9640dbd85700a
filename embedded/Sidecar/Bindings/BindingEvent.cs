namespace OpenClaw.Sidecar.Bindings;

internal sealed record BindingEvent(ReadOnlyMemory<byte> Data, IReadOnlyDictionary<string, string> Metadata);
