using System.Globalization;
using System.Net.Http.Headers;
using OpenClaw.Sidecar.App;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Bindings;

/// <summary><c>bindings.http</c>.</summary>
internal sealed class HttpBinding : IOutputBinding, IDisposable
{
    private const string Json = "application/json; charset=utf-8";
    private readonly string _url;
    private readonly TimeSpan? _timeout;
    private readonly long _maxResponse;
    private readonly bool _errorIfNot2xx;
    private readonly (string Name, string Value)? _security;
    private readonly HttpMessageInvoker _http;

    public HttpBinding(ComponentMetadata metadata)
    {
        _url = metadata.Required("url").TrimEnd('/');
        _timeout = metadata.Text("responseTimeout") is null ? null : metadata.Duration("responseTimeout", TimeSpan.FromSeconds(1), default);
        _maxResponse = metadata.Text("maxResponseBodySize") is { } size ? Hosting.SidecarOptions.Size(size) : 100 << 20;
        _errorIfNot2xx = metadata.Bool("errorIfNot2XX", true);
        if (metadata.Text("securityToken") is { } token && metadata.Text("securityTokenHeader") is { } header)
        {
            _security = (header, token);
        }
        var handler = AppChannel.CreateHandler(TimeSpan.FromSeconds(5));
        HttpBindingTls.Apply(handler, metadata);
        _http = new HttpMessageInvoker(handler);
    }

    public async Task<BindingResponse> InvokeAsync(BindingRequest request, CancellationToken cancellationToken)
    {
        using var message = Build(request);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (_timeout is { } timeout)
        {
            limit.CancelAfter(timeout);
        }
        using var answer = await _http.SendAsync(message, limit.Token);
        var metadata = Metadata(answer);
        var mustSucceed = request.Metadata.TryGetValue("errorIfNot2XX", out var own) ? MetadataValues.IsTrue(own) : _errorIfNot2xx;
        if (mustSucceed && !answer.IsSuccessStatusCode)
        {
            throw new BindingException($"received status code {(int)answer.StatusCode}", metadata);
        }
        return new BindingResponse(await ReadAsync(answer, limit.Token), metadata);
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Build(BindingRequest request)
    {
        var method = request.Operation.ToUpperInvariant() switch
        {
            "CREATE" or "POST" => HttpMethod.Post,
            "GET" or "HEAD" or "PUT" or "PATCH" or "DELETE" or "OPTIONS" or "TRACE" => HttpMethod.Parse(request.Operation.ToUpperInvariant()),
            _ => throw new BindingException($"invalid operation: {request.Operation}"),
        };
        var path = request.Metadata.GetValueOrDefault("path") ?? "";
        var message = new HttpRequestMessage(method, path.Length == 0 ? _url : $"{_url}/{path.TrimStart('/')}");
        message.Headers.TryAddWithoutValidation("Accept", request.Metadata.GetValueOrDefault("Accept") ?? Json);
        if (request.Data.Length > 0 && (method == HttpMethod.Post || method == HttpMethod.Put || method == HttpMethod.Patch || method == HttpMethod.Delete))
        {
            message.Content = new ReadOnlyMemoryContent(request.Data);
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(request.Metadata.GetValueOrDefault("Content-Type") ?? Json);
        }
        foreach (var (name, value) in request.Metadata)
        {
            // The documented rule: keys that start with an upper-case letter are headers; the trace context is passed too.
            if (name.Length > 0 && (char.IsAsciiLetterUpper(name[0]) || name is "traceparent" or "tracestate") && name is not ("Accept" or "Content-Type"))
            {
                message.Headers.TryAddWithoutValidation(name, value);
            }
        }
        if (_security is { } security)
        {
            message.Headers.TryAddWithoutValidation(security.Name, security.Value);
        }
        return message;
    }

    private static Dictionary<string, string> Metadata(HttpResponseMessage answer)
    {
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["statusCode"] = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture),
            ["status"] = $"{(int)answer.StatusCode} {answer.ReasonPhrase}",
        };
        foreach (var (name, values) in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated))
        {
            metadata.TryAdd(name, string.Join(", ", values));
        }
        return metadata;
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        using var buffer = new MemoryStream();
        var chunk = new byte[16 << 10];
        int read;
        while ((read = await body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > _maxResponse)
            {
                throw new BindingException("the response body is larger than maxResponseBodySize");
            }
            buffer.Write(chunk, 0, read);
        }
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }
}
