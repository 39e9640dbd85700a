using System.Net.Http.Headers;

namespace OpenClaw.Sidecar.Middleware;

/// <summary>A call of the sidecar to its app before it is sent.</summary>
internal sealed class AppRequest(HttpRequestMessage request) : IMiddlewareRequest
{
    public string Method => request.Method.Method;

    public string Scheme => request.RequestUri!.Scheme;

    public string Path => request.RequestUri!.AbsolutePath;

    public string Query => request.RequestUri!.Query.TrimStart('?');

    public string Client => Header("X-Forwarded-For") ?? "";

    public IEnumerable<KeyValuePair<string, string>> Headers => request.Headers.NonValidated
        .Concat(request.Content?.Headers.NonValidated ?? default)
        .Select(header => KeyValuePair.Create(header.Key, header.Value.ToString()));

    public string? Header(string name) => request.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString()
        : request.Content is { } content && content.Headers.NonValidated.TryGetValues(name, out values) ? values.ToString() : null;

    public void SetHeader(string name, string value)
    {
        request.Headers.Remove(name);
        request.Content?.Headers.Remove(name);
        if (!request.Headers.TryAddWithoutValidation(name, value))
        {
            request.Content?.Headers.TryAddWithoutValidation(name, value);
        }
    }

    public void Redirect(string path, string query) => request.RequestUri =
        new Uri($"{request.RequestUri!.GetLeftPart(UriPartial.Authority)}/{path.TrimStart('/')}{(query.Length > 0 ? "?" + query : "")}");

    public async ValueTask<byte[]> ReadBodyAsync(CancellationToken cancellationToken)
    {
        if (request.Content is null)
        {
            return [];
        }
        var body = await request.Content.ReadAsByteArrayAsync(cancellationToken);
        ReplaceBody(body);
        return body;
    }

    public void ReplaceBody(byte[] body)
    {
        var content = new ByteArrayContent(body);
        foreach (var (name, values) in request.Content?.Headers.NonValidated ?? default(HttpHeadersNonValidated))
        {
            if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                content.Headers.TryAddWithoutValidation(name, [.. values]);
            }
        }
        request.Content = content;
    }
}
