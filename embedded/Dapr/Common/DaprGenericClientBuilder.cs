using System.Text.Json;
using Dapr.Client;
using Microsoft.Extensions.Configuration;

namespace Dapr.Common;

/// <summary>Builds the client of one building block; what is not said comes from the configuration and the environment.</summary>
public abstract class DaprGenericClientBuilder<TClientBuilder>
    where TClientBuilder : class, IDaprClient
{
    private string _httpEndpoint;
    private TimeSpan _timeout = TimeSpan.Zero;
    private IHttpClientFactory? _factory;

    /// <summary>Starts with what the configuration and the environment say.</summary>
    protected DaprGenericClientBuilder(IConfiguration? configuration = null)
    {
        _httpEndpoint = DaprDefaults.GetDefaultHttpEndpoint(configuration);
        DaprApiToken = DaprDefaults.GetDefaultDaprApiToken(configuration);
    }

    /// <summary>How values are written and read.</summary>
    public JsonSerializerOptions JsonSerializerOptions { get; private set; } = new(JsonSerializerDefaults.Web);

    /// <summary>The token to show to the sidecar; empty when there is none.</summary>
    public string DaprApiToken { get; private set; }

    /// <summary>The sidecar's HTTP address.</summary>
    public DaprGenericClientBuilder<TClientBuilder> UseHttpEndpoint(string httpEndpoint)
    {
        ArgumentException.ThrowIfNullOrEmpty(httpEndpoint);
        _httpEndpoint = httpEndpoint;
        return this;
    }

    /// <summary>Where HTTP clients come from.</summary>
    public DaprGenericClientBuilder<TClientBuilder> UseHttpClientFactory(IHttpClientFactory httpClientFactory)
    {
        _factory = httpClientFactory;
        return this;
    }

    /// <summary>The sidecar's gRPC address; not used, everything goes over HTTP.</summary>
    public DaprGenericClientBuilder<TClientBuilder> UseGrpcEndpoint(string grpcEndpoint)
    {
        ArgumentException.ThrowIfNullOrEmpty(grpcEndpoint);
        return this;
    }

    /// <summary>How values are written and read.</summary>
    public DaprGenericClientBuilder<TClientBuilder> UseJsonSerializationOptions(JsonSerializerOptions options)
    {
        JsonSerializerOptions = options;
        return this;
    }

    /// <summary>The token that the sidecar demands.</summary>
    public DaprGenericClientBuilder<TClientBuilder> UseDaprApiToken(string apiToken)
    {
        DaprApiToken = apiToken;
        return this;
    }

    /// <summary>How long a call may take.</summary>
    public DaprGenericClientBuilder<TClientBuilder> UseTimeout(TimeSpan timeout)
    {
        _timeout = timeout;
        return this;
    }

    /// <summary>Builds the client.</summary>
    public abstract TClientBuilder Build();

    internal SidecarHttp BuildSidecar() =>
        Uri.TryCreate(_httpEndpoint, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"
            ? new SidecarHttp(endpoint, DaprApiToken, _timeout, _factory?.CreateClient() ?? new HttpClient(SidecarHttp.CreateHandler()))
            : throw new InvalidOperationException("The HTTP endpoint must use http or https.");
}
