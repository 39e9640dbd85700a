namespace OpenClaw.Sidecar.Api;

/// <summary>One entry of a bulk publish, its event already in bytes.</summary>
internal sealed record BulkEntry(string Id, string ContentType, ReadOnlyMemory<byte> Payload, IReadOnlyDictionary<string, string> Metadata);
