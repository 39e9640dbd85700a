using OpenClaw.Sidecar.App;
using OpenClaw.Sidecar.Components;

namespace OpenClaw.Sidecar.Invocation;

/// <summary>Calls an address outside: an HTTPEndpoint by name, or a literal base URL.</summary>
internal sealed class EndpointInvoker(ComponentRegistry components) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(AppChannel.CreateHandler(TimeSpan.FromSeconds(5)));

    public bool Knows(string id) => components.HttpEndpoints.ContainsKey(id)
        || id.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || id.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    public async Task<AppResponse> SendAsync(HttpContext context, string id, string method, RequestBody body, CancellationToken cancellationToken)
    {
        components.HttpEndpoints.TryGetValue(id, out var endpoint);
        var url = $"{(endpoint?.BaseUrl ?? id).TrimEnd('/')}{(method.Length == 0 || method[0] == '?' ? "" : "/")}{method}";
        var request = new HttpRequestMessage(HttpMethod.Parse(context.Request.Method), url) { Content = body.Content() };
        ForwardHeaders.CopyRequest(context, request, keepIdentity: false, TargetReader.IsBasicAuth(context));
        foreach (var (name, value) in endpoint?.Headers ?? new Dictionary<string, string>())
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }
        try
        {
            return new AppResponse(await _http.SendAsync(request, cancellationToken), null);
        }
        catch (HttpRequestException error)
        {
            throw new InvocationException(error.Message, LocalInvoker.IsRefused(error), error);
        }
    }

    public void Dispose() => _http.Dispose();
}
