using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Dapr.Client;

internal sealed partial class DaprHttpClient
{
    private static readonly HttpRequestOptionsKey<string> AppIdKey = new("dapr-app-id");
    private static readonly HttpRequestOptionsKey<string> MethodKey = new("dapr-method-name");

    public override HttpClient CreateInvokableHttpClient(string? appId = null) =>
        CreateInvokeHttpClient(appId, http.Endpoint.AbsoluteUri, http.Token);

    public override HttpRequestMessage CreateInvokeMethodRequest(HttpMethod httpMethod, string appId, string methodName) =>
        CreateInvokeMethodRequest(httpMethod, appId, methodName, []);

    public override HttpRequestMessage CreateInvokeMethodRequest(HttpMethod httpMethod, string appId, string methodName, IReadOnlyCollection<KeyValuePair<string, string>> queryStringParameters)
    {
        ArgumentNullException.ThrowIfNull(httpMethod);
        ArgumentException.ThrowIfNullOrEmpty(appId);
        ArgumentNullException.ThrowIfNull(methodName);
        var path = $"/v1.0/invoke/{appId}/method/{methodName.TrimStart('/')}";
        var request = new HttpRequestMessage(httpMethod, new Uri(http.Endpoint, WithQuery(path, queryStringParameters)));
        request.Options.Set(AppIdKey, appId);
        request.Options.Set(MethodKey, methodName);
        http.AddToken(request);
        return request;
    }

    public override HttpRequestMessage CreateInvokeMethodRequest<TRequest>(HttpMethod httpMethod, string appId, string methodName, IReadOnlyCollection<KeyValuePair<string, string>> queryStringParameters, TRequest? data)
        where TRequest : default
    {
        var request = CreateInvokeMethodRequest(httpMethod, appId, methodName, queryStringParameters);

        // With a length: the sidecar treats a chunked body as a stream and then never retries the call.
        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(data, json))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") },
        };
        return request;
    }

    [Obsolete(InvokeObsolete)]
    public override async Task<HttpResponseMessage> InvokeMethodWithResponseAsync(HttpRequestMessage request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.RequestUri is null || !http.Endpoint.IsBaseOf(request.RequestUri))
        {
            throw new InvalidOperationException("The provided request URI is not a Dapr service invocation URI.");
        }

        try
        {
            return await http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw Failure(request, exception, null);
        }
    }

    [Obsolete(InvokeObsolete)]
    public override async Task InvokeMethodAsync(HttpRequestMessage request, CancellationToken cancellationToken = default)
    {
        var response = await InvokeMethodWithResponseAsync(request, cancellationToken);
        EnsureSuccess(request, response);
        response.Dispose();
    }

    [Obsolete(InvokeObsolete)]
    public override async Task<TResponse> InvokeMethodAsync<TResponse>(HttpRequestMessage request, CancellationToken cancellationToken = default)
    {
        var response = await InvokeMethodWithResponseAsync(request, cancellationToken);
        EnsureSuccess(request, response);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return (await JsonSerializer.DeserializeAsync<TResponse>(body, json, cancellationToken))!;
        }
        catch (Exception exception) when (exception is JsonException or HttpRequestException or IOException or NotSupportedException)
        {
            throw Failure(request, exception, response);
        }
    }

    private static void EnsureSuccess(HttpRequestMessage request, HttpResponseMessage response)
    {
        try
        {
            response.EnsureSuccessStatusCode();
        }
        catch (HttpRequestException exception)
        {
            throw Failure(request, exception, response);
        }
    }

    private static InvocationException Failure(HttpRequestMessage request, Exception exception, HttpResponseMessage? response) => new(
        request.Options.TryGetValue(AppIdKey, out var appId) ? appId : null!,
        request.Options.TryGetValue(MethodKey, out var method) ? method : null!,
        exception,
        response!);

    private static string WithQuery(string path, IReadOnlyCollection<KeyValuePair<string, string>>? parameters)
    {
        if (parameters is not { Count: > 0 })
        {
            return path;
        }

        var text = new StringBuilder(path);
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        foreach (var (name, value) in parameters)
        {
            text.Append(separator).Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }

        return text.ToString();
    }
}
