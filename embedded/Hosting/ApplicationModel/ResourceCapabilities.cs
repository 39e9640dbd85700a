using System.Diagnostics.CodeAnalysis;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.ApplicationModel
{
    public interface IResourceWithEnvironment : IResource;

    public interface IResourceWithArgs : IResource;

    public interface IResourceWithEndpoints : IResource;

    public interface IResourceWithWaitSupport : IResource;

    [Experimental("ASPIREPROBES001")]
    public interface IResourceWithProbes : IResource;

    public interface IComputeResource : IResource;

    /// <summary>Something that is never started or stopped: a value.</summary>
    public interface IResourceWithoutLifetime : IResource;

    public interface IComputeEnvironmentResource : IResource;

    public interface IResourceWithParent : IResource
    {
        IResource Parent { get; }
    }

    public interface IResourceWithParent<out T> : IResourceWithParent
        where T : IResource
    {
        new T Parent { get; }

        IResource IResourceWithParent.Parent => Parent;
    }
}

namespace Aspire.Hosting
{
    /// <summary>Can be referred to by name through service discovery.</summary>
    public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;
}
