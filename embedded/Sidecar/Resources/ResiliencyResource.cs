using YamlDotNet.RepresentationModel;

namespace OpenClaw.Sidecar.Resources;

/// <summary>A Resiliency document; its <c>spec</c> is read by the resiliency room.</summary>
internal sealed record ResiliencyResource(string Name, YamlNode? Spec);
