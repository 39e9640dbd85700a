namespace OpenClaw.Sidecar.Resources;

/// <summary>The merged Configuration documents, as far as the embedded sidecar uses them.</summary>
internal sealed record AppConfiguration
{
    public double SamplingRate { get; init; } = 1;
    public string? OtelEndpoint { get; init; }
    public IReadOnlyList<SecretScope> SecretScopes { get; init; } = [];
    public IReadOnlyList<string> DeniedComponents { get; init; } = [];
    public IReadOnlyDictionary<string, bool> Features { get; init; } = new Dictionary<string, bool>();

    public bool PermitsSecret(string store, string secret) =>
        SecretScopes.FirstOrDefault(scope => scope.Store == store)?.Permits(secret) ?? true;
}
