using System.Globalization;
using Microsoft.Extensions.Configuration;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Identity;

/// <summary>Where the own sidecar listens, found the way Dapr's SDK finds it: endpoint, else port, else 3500.</summary>
public static class SidecarAddress
{
    private const int DefaultPort = 3500;

    public static Uri Of(IConfiguration configuration)
    {
        if (configuration["DAPR_HTTP_ENDPOINT"] is { Length: > 0 } endpoint)
        {
            return new Uri(new Uri(endpoint), "/");
        }

        var port = configuration["DAPR_HTTP_PORT"] is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : DefaultPort;
        return new Uri($"http://127.0.0.1:{port}/");
    }

    /// <summary>Proves to the sidecar that the request comes from its app.</summary>
    public static void AddApiToken(HttpRequestMessage request, IConfiguration configuration)
    {
        if (configuration["DAPR_API_TOKEN"] is { Length: > 0 } token)
        {
            request.Headers.TryAddWithoutValidation(HeaderNames.DaprApiToken, token);
        }
    }
}
