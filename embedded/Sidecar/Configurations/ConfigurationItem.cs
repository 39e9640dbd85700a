namespace OpenClaw.Sidecar.Configurations;

internal sealed record ConfigurationItem(string Value, string Version);
