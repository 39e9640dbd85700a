namespace Dapr.Client;

/// <summary>What a sidecar says about itself.</summary>
public sealed class DaprMetadata(
    string id,
    IReadOnlyList<DaprActorMetadata> actors,
    IReadOnlyDictionary<string, string> extended,
    IReadOnlyList<DaprComponentsMetadata> components)
{
    /// <summary>The app id.</summary>
    public string Id { get; } = id;

    /// <summary>Actor types and how many are active.</summary>
    public IReadOnlyList<DaprActorMetadata> Actors { get; } = actors;

    /// <summary>Free attributes.</summary>
    public IReadOnlyDictionary<string, string> Extended { get; } = extended;

    /// <summary>Loaded components.</summary>
    public IReadOnlyList<DaprComponentsMetadata> Components { get; } = components;
}

/// <summary>An actor type and how many of it are active.</summary>
public sealed class DaprActorMetadata(string type, int count)
{
    /// <summary>The actor type.</summary>
    public string Type { get; } = type;

    /// <summary>Active actors.</summary>
    public int Count { get; } = count;
}

/// <summary>A loaded component.</summary>
public sealed class DaprComponentsMetadata(string name, string type, string version, string[] capabilities)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Its type, for example <c>state.redis</c>.</summary>
    public string Type { get; } = type;

    /// <summary>Its version, for example <c>v1</c>.</summary>
    public string Version { get; } = version;

    /// <summary>What it can do.</summary>
    public string[] Capabilities { get; } = capabilities;
}
