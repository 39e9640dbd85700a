namespace OpenClaw.Sidecar.Resources;

/// <summary>A Component document.</summary>
internal sealed record ComponentResource(
    string Name,
    string Type,
    string Version,
    bool IgnoreErrors,
    TimeSpan InitTimeout,
    string? SecretStore,
    IReadOnlyList<ComponentValue> Values,
    string Source);
