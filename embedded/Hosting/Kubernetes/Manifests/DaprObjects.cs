namespace Aspire.Hosting.Kubernetes.Manifests;

/// <summary>Dapr's documents, placed into the namespace.</summary>
internal sealed class DaprObjects(ObjectShapes objects)
{
    public Map Build(DaprResource resource)
    {
        var result = new Map();
        foreach (var (key, value) in resource.Document)
        {
            result.Add(key, key == "metadata" && value is Map metadata ? Placed(metadata) : value);
        }

        // The cluster's schema wants the list even where a component has nothing to say.
        if (resource.Kind == "Component" && resource.Document.At("spec") is Map spec && spec.At("metadata") is null)
            result["spec"] = new Map().Merge(spec).With("metadata", new List<object>());
        return result;
    }

    private Map Placed(Map metadata)
    {
        var placed = new Map { ["name"] = metadata["name"], ["namespace"] = objects.Namespace, ["labels"] = objects.Labels("dapr") };
        foreach (var (key, value) in metadata.Where(entry => !placed.ContainsKey(entry.Key)))
        {
            placed.Add(key, value);
        }

        return placed;
    }
}
