namespace OpenClaw.Sidecar.Resources;

/// <summary>One metadata entry (or header) of a resource before its references are resolved.</summary>
internal sealed record ComponentValue(string Name, string? Value, string? SecretName, string? SecretKey, string? EnvRef);
