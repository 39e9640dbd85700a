namespace Aspire.Hosting.Kubernetes.Manifests;

/// <summary>A variable of a container: plain text, a key of a Secret, or a value the deployer puts into the parameters' ConfigMap.</summary>
internal sealed record EnvironmentEntry(string Name)
{
    public string Value { get; init; } = "";

    public SecretKey? Secret { get; init; }

    public string? Parameter { get; init; }

    /// <summary>The pod starts without it.</summary>
    public bool IsOptional { get; init; }
}
