using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Dapr.Client;

/// <summary>Builds a <see cref="DaprClient"/>; what is not said comes from the environment.</summary>
public sealed class DaprClientBuilder
{
    private string _httpEndpoint;
    private string _apiToken;
    private TimeSpan _timeout = TimeSpan.Zero;
    private JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    /// <summary>Starts with what the environment says.</summary>
    public DaprClientBuilder()
        : this(configuration: null)
    {
    }

    internal DaprClientBuilder(IConfiguration? configuration)
    {
        _httpEndpoint = DaprDefaults.GetDefaultHttpEndpoint(configuration);
        _apiToken = DaprDefaults.GetDefaultDaprApiToken(configuration);
    }

    /// <summary>The sidecar's HTTP address.</summary>
    public DaprClientBuilder UseHttpEndpoint(string httpEndpoint)
    {
        ArgumentException.ThrowIfNullOrEmpty(httpEndpoint);
        _httpEndpoint = httpEndpoint;
        return this;
    }

    /// <summary>The sidecar's gRPC address; not used, everything goes over HTTP.</summary>
    public DaprClientBuilder UseGrpcEndpoint(string grpcEndpoint)
    {
        ArgumentException.ThrowIfNullOrEmpty(grpcEndpoint);
        return this;
    }

    /// <summary>How values are written and read.</summary>
    public DaprClientBuilder UseJsonSerializationOptions(JsonSerializerOptions options)
    {
        _json = options;
        return this;
    }

    /// <summary>The token that the sidecar demands.</summary>
    public DaprClientBuilder UseDaprApiToken(string apiToken)
    {
        _apiToken = apiToken;
        return this;
    }

    /// <summary>How long a call may take.</summary>
    public DaprClientBuilder UseTimeout(TimeSpan timeout)
    {
        _timeout = timeout;
        return this;
    }

    /// <summary>Builds the client.</summary>
    public DaprClient Build()
    {
        if (!Uri.TryCreate(_httpEndpoint, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
        {
            throw new InvalidOperationException("The HTTP endpoint must use http or https.");
        }

        return new DaprHttpClient(new SidecarHttp(endpoint, _apiToken, _timeout), _json);
    }
}
