using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Running;

internal sealed class HttpEndpointHealthCheck(IHttpClientFactory clients, EndpointReference endpoint, string path, int statusCode) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        HttpProbe.AskAsync(clients, new Uri(new Uri(endpoint.Url), path), statusCode, cancellationToken);
}

/// <summary>What to ask each replica, beside the check of the shared endpoint.</summary>
internal sealed class HttpHealthCheckAnnotation(string key, EndpointReference endpoint, string path, int statusCode) : IResourceAnnotation
{
    public string Key { get; } = key;

    public EndpointReference Endpoint { get; } = endpoint;

    public string Path { get; } = path;

    public int StatusCode { get; } = statusCode;
}

internal static class HttpProbe
{
    public const string ClientName = "openclaw-health";

    public static async Task<HealthCheckResult> AskAsync(IHttpClientFactory clients, Uri address, int statusCode, CancellationToken cancellationToken)
    {
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response = await client.GetAsync(address, cancellationToken).ConfigureAwait(false);
            return (int)response.StatusCode == statusCode
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"{address} answered {(int)response.StatusCode}.");
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return HealthCheckResult.Unhealthy(failure.Message);
        }
    }
}
