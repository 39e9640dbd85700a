namespace OpenClaw.Sidecar.Resources;

/// <summary>Everything the resource paths hold for this app.</summary>
internal sealed class ResourceSet
{
    public List<ComponentResource> Components { get; } = [];
    public List<SubscriptionResource> Subscriptions { get; } = [];
    public List<HttpEndpointResource> HttpEndpoints { get; } = [];
    public List<ResiliencyResource> Resiliencies { get; } = [];
    public AppConfiguration Configuration { get; set; } = new();
}
