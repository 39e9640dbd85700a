namespace OpenClaw.Sidecar.Resources;

/// <summary>An HTTPEndpoint document: an address outside, invocable by name.</summary>
internal sealed record HttpEndpointResource(string Name, string BaseUrl, IReadOnlyList<ComponentValue> Headers, string? SecretStore, IReadOnlyList<ComponentValue> ClientTls);
