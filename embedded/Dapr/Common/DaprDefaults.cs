using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Dapr;

/// <summary>Where a process finds its sidecar, and the tokens both sides show each other.</summary>
public static class DaprDefaults
{
    /// <summary>Names the token that the sidecar demands.</summary>
    public const string DaprApiTokenEnvironmentVariableName = "DAPR_API_TOKEN";

    /// <summary>Names the token that the sidecar shows to the application.</summary>
    public const string AppApiTokenEnvironmentVariableName = "APP_API_TOKEN";

    /// <summary>Names the full address of the sidecar's HTTP API; beats the port.</summary>
    public const string DaprHttpEndpointEnvironmentVariableName = "DAPR_HTTP_ENDPOINT";

    /// <summary>Names the port of the sidecar's HTTP API.</summary>
    public const string DaprHttpPortEnvironmentVariableName = "DAPR_HTTP_PORT";

    /// <summary>Names the full address of the sidecar's gRPC API.</summary>
    public const string DaprGrpcEndpointEnvironmentVariableName = "DAPR_GRPC_ENDPOINT";

    /// <summary>Names the port of the sidecar's gRPC API.</summary>
    public const string DaprGrpcPortEnvironmentVariableName = "DAPR_GRPC_PORT";

    /// <summary>Scheme when only a port is known.</summary>
    public const string DefaultDaprScheme = "http";

    /// <summary>Host when only a port is known.</summary>
    public const string DefaultDaprHost = "localhost";

    /// <summary>HTTP port of a sidecar that was started without one.</summary>
    public const int DefaultHttpPort = 3500;

    /// <summary>gRPC port of a sidecar that was started without one.</summary>
    public const int DefaultGrpcPort = 50001;

    internal const string ApiTokenHeader = "dapr-api-token";

    /// <summary>The address of the sidecar's HTTP API.</summary>
    public static string GetDefaultHttpEndpoint(IConfiguration? configuration = null) => Endpoint(
        configuration, DaprHttpEndpointEnvironmentVariableName, DaprHttpPortEnvironmentVariableName, DefaultHttpPort);

    /// <summary>The address of the sidecar's gRPC API.</summary>
    public static string GetDefaultGrpcEndpoint(IConfiguration? configuration = null) => Endpoint(
        configuration, DaprGrpcEndpointEnvironmentVariableName, DaprGrpcPortEnvironmentVariableName, DefaultGrpcPort);

    /// <summary>The token to show to the sidecar; empty when there is none.</summary>
    public static string GetDefaultDaprApiToken(IConfiguration? configuration) =>
        Value(configuration, DaprApiTokenEnvironmentVariableName) ?? string.Empty;

    /// <summary>The token to expect from the sidecar; empty when there is none.</summary>
    public static string GetDefaultAppApiToken(IConfiguration? configuration) =>
        Value(configuration, AppApiTokenEnvironmentVariableName) ?? string.Empty;

    /// <summary>A client whose base address is the sidecar and which shows the token.</summary>
    public static HttpClient CreateDefaultHttpClient(IHttpClientFactory httpClientFactory, IConfiguration? configuration = null)
    {
        ArgumentNullException.ThrowIfNull(httpClientFactory);
        var client = httpClientFactory.CreateClient();
        client.BaseAddress = new Uri(GetDefaultHttpEndpoint(configuration));
        var token = GetDefaultDaprApiToken(configuration);
        if (token.Length > 0)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation(ApiTokenHeader, token);
        }

        return client;
    }

    private static string Endpoint(IConfiguration? configuration, string endpointName, string portName, int defaultPort)
    {
        if (Value(configuration, endpointName) is { Length: > 0 } endpoint)
        {
            var given = new Uri(endpoint, UriKind.Absolute);
            return new UriBuilder(given.Scheme, given.Host, given.Port).Uri.GetLeftPart(UriPartial.Authority);
        }

        var port = Value(configuration, portName) is { Length: > 0 } text
            ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)
            : defaultPort;
        return $"{DefaultDaprScheme}://{DefaultDaprHost}:{port.ToString(CultureInfo.InvariantCulture)}";
    }

    private static string? Value(IConfiguration? configuration, string name) =>
        configuration?[name] is { Length: > 0 } configured ? configured : Environment.GetEnvironmentVariable(name);
}
