using System.Net;
using OpenClaw.Sidecar.Components;
using OpenClaw.Sidecar.Middleware;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.App;

/// <summary>Runs <c>appHttpPipeline</c> around the sidecar's calls to the app.</summary>
internal sealed class AppMiddleware(ComponentRegistry components, ResourceSet resources, ILogger<AppMiddleware> logger)
{
    // Made with the first call: components are started after this object.
    private readonly Lazy<MiddlewarePipeline> _pipeline = new(() => new MiddlewarePipeline(resources.Configuration.AppHttpPipeline, components, logger));

    public bool IsEmpty => _pipeline.Value.IsEmpty;

    /// <summary>A handler's answer in the app's place, or null to send the request.</summary>
    public async Task<HttpResponseMessage?> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (await _pipeline.Value.RunAsync(new AppRequest(request), cancellationToken) is not { } answer)
        {
            return null;
        }
        var response = new HttpResponseMessage((HttpStatusCode)answer.Status) { Content = new StringContent(answer.Body), RequestMessage = request };
        foreach (var (name, value) in answer.Headers ?? new Dictionary<string, string>())
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }
        return response;
    }
}
