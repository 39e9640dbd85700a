namespace OpenClaw.Gateway.Features.Forwarding;

/// <summary>Sends a request to a service through our sidecar; streams both ways and follows nothing.</summary>
internal interface IServiceInvoker
{
    /// <param name="pathAndQuery">Escaped, beginning with a slash.</param>
    Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string appId, string pathAndQuery, CancellationToken cancellationToken);
}
