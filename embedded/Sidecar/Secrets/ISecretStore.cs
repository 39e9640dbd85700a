namespace OpenClaw.Sidecar.Secrets;

/// <summary>A secret store component.</summary>
internal interface ISecretStore
{
    IReadOnlyList<string> Capabilities { get; }

    /// <summary>The keys of one secret.</summary>
    /// <exception cref="KeyNotFoundException">The store has no such secret.</exception>
    Task<IReadOnlyDictionary<string, string>> GetAsync(string name, CancellationToken cancellationToken);

    Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> GetAllAsync(CancellationToken cancellationToken);
}
