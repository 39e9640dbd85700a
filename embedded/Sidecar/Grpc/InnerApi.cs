using Microsoft.AspNetCore.Http.Features;

namespace OpenClaw.Sidecar.Grpc;

/// <summary>
/// Asks this sidecar's own HTTP API without a connection. What has a meaning only as an HTTP exchange (calls between
/// apps, actors, jobs) is written once, for both protocols.
/// </summary>
internal sealed class InnerApi(IServiceProvider services)
{
    private RequestDelegate? _api;

    /// <summary>The routes of the HTTP API; known once the pipeline is built.</summary>
    public void Use(RequestDelegate api) => _api = api;

    /// <exception cref="Api.ApiException">The API refuses.</exception>
    public async Task<InnerAnswer> SendAsync(
        string method, string target, IEnumerable<KeyValuePair<string, string>> headers, ReadOnlyMemory<byte> body, string? contentType, CancellationToken cancellationToken)
    {
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? target : target[..query];
        var request = new HttpRequestFeature
        {
            Method = method,
            Scheme = "http",
            Protocol = "HTTP/2",
            RawTarget = target,
            Path = Uri.UnescapeDataString(path),
            QueryString = query < 0 ? "" : target[query..],
            Body = new MemoryStream(body.ToArray(), writable: false),
        };
        foreach (var (name, value) in headers)
        {
            request.Headers[name] = value;
        }
        request.Headers.ContentLength = body.Length;
        if (contentType is { Length: > 0 })
        {
            request.Headers.ContentType = contentType;
        }
        using var answer = new MemoryStream();
        await using var scope = services.CreateAsyncScope();
        var context = new DefaultHttpContext(Features(request, answer, cancellationToken)) { RequestServices = scope.ServiceProvider };
        await _api!(context);
        await context.Response.BodyWriter.FlushAsync(cancellationToken);
        return new InnerAnswer(context.Response.StatusCode, context.Response.Headers, answer.ToArray());
    }

    private static FeatureCollection Features(HttpRequestFeature request, Stream answer, CancellationToken cancellationToken)
    {
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        features.Set<IHttpRequestLifetimeFeature>(new Lifetime { RequestAborted = cancellationToken });
        return features;
    }

    private sealed class Lifetime : IHttpRequestLifetimeFeature
    {
        public CancellationToken RequestAborted { get; set; }

        public void Abort()
        {
            // There is no connection to break; the caller sees what was written.
        }
    }
}
