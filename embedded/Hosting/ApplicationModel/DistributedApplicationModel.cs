namespace Aspire.Hosting.ApplicationModel;

/// <summary>The finished model.</summary>
public class DistributedApplicationModel
{
    public DistributedApplicationModel(IEnumerable<IResource> resources)
        : this(new ResourceCollection(resources))
    {
    }

    public DistributedApplicationModel(IResourceCollection resources) => Resources = resources;

    public IResourceCollection Resources { get; }
}
