namespace OpenClaw.Sidecar.Components;

/// <summary>An HTTPEndpoint with its header values resolved.</summary>
internal sealed record HttpEndpoint(string Name, string BaseUrl, IReadOnlyDictionary<string, string> Headers, EndpointTls? Tls = null);
