using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>A service outside the application, known by its address.</summary>
public sealed class ExternalServiceResource : Resource, IResourceWithoutLifetime
{
    public ExternalServiceResource(string name, Uri uri)
        : base(name) => Uri = uri;

    public ExternalServiceResource(string name, ParameterResource urlParameter)
        : base(name) => UrlParameter = urlParameter;

    public Uri? Uri { get; }

    public ParameterResource? UrlParameter { get; }
}
