namespace Aspire.Hosting.Kubernetes.Manifests;

/// <summary>A Kubernetes object as nested maps that keep the order in which they are written.</summary>
internal sealed class Map : OrderedDictionary<string, object>
{
    /// <summary>Adds a value unless it is null: the API server refuses explicit nulls for lists and maps.</summary>
    public Map With(string key, object? value)
    {
        if (value is not null)
            Add(key, value);
        return this;
    }

    public Map Merge(Map other)
    {
        foreach (var (key, value) in other)
        {
            this[key] = value;
        }

        return this;
    }

    /// <summary>The value at a path of nested maps.</summary>
    public object? At(params ReadOnlySpan<string> path)
    {
        object? value = this;
        foreach (var key in path)
        {
            value = (value as Map)?.GetValueOrDefault(key);
        }

        return value;
    }

    public string? Text(params ReadOnlySpan<string> path) => At(path) as string;
}
