namespace Aspire.Hosting.Kubernetes.Manifests;

/// <summary>A Dapr document taken from a file, and what other objects need to know of it.</summary>
internal sealed record DaprResource(string File, Map Document)
{
    public string Kind => Document.Text("kind") ?? "";

    public string Name => Document.Text("metadata", "name") ?? "";

    public string Type => Document.Text("spec", "type") ?? "";

    /// <summary>Apps that see it; empty means all of them.</summary>
    public IReadOnlyList<string> Scopes => (Document.At("scopes") as List<object>)?.Cast<string>().ToList() ?? [];

    /// <summary>The store its secrets come from; null is the cluster's, read by Dapr's operator.</summary>
    public string? SecretStore => Document.Text("auth", "secretStore") is { } store and not "kubernetes" ? store : null;

    public bool IsVisibleTo(string appId) => Scopes.Count == 0 || Scopes.Contains(appId);

    /// <summary>The Secrets it refers to.</summary>
    public IEnumerable<SecretKey> Secrets => SecretsIn(Document);

    /// <summary>It sends requests to addresses outside the cluster.</summary>
    public bool CallsOut => Kind == "HTTPEndpoint" || Type == "bindings.http";

    /// <summary>It only makes sense on the machine of a developer.</summary>
    public bool IsLocalOnly => Type.StartsWith("secretstores.local.", StringComparison.Ordinal)
        || Type.EndsWith(".in-memory", StringComparison.Ordinal)
        || Type is "bindings.localstorage" or "configuration.in-memory" or "state.sqlite";

    /// <summary>Secrets that a Configuration lets an app read through the secrets API.</summary>
    public IEnumerable<string> AllowedSecrets(string store) =>
        (Document.At("spec", "secrets", "scopes") as List<object> ?? []).OfType<Map>()
        .Where(scope => scope.Text("storeName") == store)
        .SelectMany(scope => scope.At("allowedSecrets") as List<object> ?? []).Cast<string>();

    private static IEnumerable<SecretKey> SecretsIn(object node) => node switch
    {
        Map map when map.At("secretKeyRef") is Map reference =>
            [new SecretKey(reference.Text("name") ?? "", reference.Text("key") ?? reference.Text("name") ?? "")],
        Map map => map.Values.SelectMany(SecretsIn),
        List<object> list => list.SelectMany(SecretsIn),
        _ => [],
    };
}
