namespace OpenClaw.Sidecar.Components;

/// <summary>What <c>GET /v1.0/metadata</c> says about a component.</summary>
internal sealed record LoadedComponent(string Name, string Type, string Version, IReadOnlyList<string> Capabilities);
