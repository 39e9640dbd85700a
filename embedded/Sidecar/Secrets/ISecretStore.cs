namespace OpenClaw.Sidecar.Secrets;

/// <summary>A secret store component.</summary>
internal interface ISecretStore
{
    IReadOnlyList<string> Capabilities { get; }

    /// <summary>The keys of one secret.</summary>
    /// <param name="metadata">The request's; only a store with namespaces looks at it.</param>
    /// <exception cref="KeyNotFoundException">The store has no such secret.</exception>
    Task<IReadOnlyDictionary<string, string>> GetAsync(string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken);

    Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> GetAllAsync(IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken);
}
