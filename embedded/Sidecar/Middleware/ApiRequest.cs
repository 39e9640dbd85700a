using Microsoft.AspNetCore.Http.Features;
using OpenClaw.Sidecar.Api;

namespace OpenClaw.Sidecar.Middleware;

/// <summary>A call of the API in front of its handler.</summary>
internal sealed class ApiRequest(HttpContext context) : IMiddlewareRequest
{
    public string Method => context.Request.Method;

    public string Scheme => context.Request.Scheme;

    public string Path => context.RawPath();

    public string Query => (context.Request.QueryString.Value ?? "").TrimStart('?');

    public string Client => context.Connection.RemoteIpAddress?.ToString() ?? "";

    public IEnumerable<KeyValuePair<string, string>> Headers =>
        context.Request.Headers.Select(header => KeyValuePair.Create(header.Key, header.Value.ToString()));

    public string? Header(string name) => context.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;

    public void SetHeader(string name, string value) => context.Request.Headers[name] = value;

    public void Redirect(string path, string query)
    {
        context.Request.Path = new PathString(Uri.UnescapeDataString(path));
        context.Request.QueryString = query.Length > 0 ? new QueryString("?" + query) : QueryString.Empty;
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = query.Length > 0 ? $"{path}?{query}" : path;
    }

    public async ValueTask<byte[]> ReadBodyAsync(CancellationToken cancellationToken)
    {
        var body = (await context.BodyAsync()).ToArray();
        ReplaceBody(body);
        return body;
    }

    public void ReplaceBody(byte[] body)
    {
        context.Request.Body = new MemoryStream(body);
        context.Request.ContentLength = body.Length;
    }
}
