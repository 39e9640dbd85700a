namespace Dapr.Client;

public abstract partial class DaprClient
{
    internal const string InvokeObsolete = "Use a client from CreateInvokeHttpClient or CreateInvokableHttpClient instead.";

    /// <summary>A client whose requests go to applications: the host of an address is the app id.</summary>
    public static HttpClient CreateInvokeHttpClient(string? appId = null, string? daprEndpoint = null, string? daprApiToken = null)
    {
        var handler = new InvocationHandler
        {
            InnerHandler = SidecarHttp.CreateHandler(),
            DefaultAppId = appId,
            DaprApiToken = daprApiToken ?? DaprDefaults.GetDefaultDaprApiToken(null),
        };
        if (daprEndpoint is not null)
        {
            // The property refuses what is not an http(s) address.
            handler.DaprEndpoint = daprEndpoint;
        }

        var client = new HttpClient(handler, disposeHandler: true);
        client.DefaultRequestHeaders.UserAgent.Add(UserAgent());
        if (appId is not null)
        {
            client.BaseAddress = Uri.TryCreate($"http://{appId}", UriKind.Absolute, out var address)
                ? address
                : throw new ArgumentException("The appId must be a valid hostname.", nameof(appId));
        }

        return client;
    }

    /// <summary>A client whose requests go to applications through this client's sidecar.</summary>
    public abstract HttpClient CreateInvokableHttpClient(string? appId = null);

    /// <summary>A POST of a method of an application.</summary>
    public HttpRequestMessage CreateInvokeMethodRequest(string appId, string methodName) =>
        CreateInvokeMethodRequest(HttpMethod.Post, appId, methodName);

    /// <summary>A POST of a method of an application, with a query.</summary>
    public HttpRequestMessage CreateInvokeMethodRequest(string appId, string methodName, IReadOnlyCollection<KeyValuePair<string, string>> queryStringParameters) =>
        CreateInvokeMethodRequest(HttpMethod.Post, appId, methodName, queryStringParameters);

    /// <summary>A call of a method of an application.</summary>
    public abstract HttpRequestMessage CreateInvokeMethodRequest(HttpMethod httpMethod, string appId, string methodName);

    /// <summary>A call of a method of an application, with a query.</summary>
    public abstract HttpRequestMessage CreateInvokeMethodRequest(HttpMethod httpMethod, string appId, string methodName, IReadOnlyCollection<KeyValuePair<string, string>> queryStringParameters);

    /// <summary>A POST of a method of an application, with a JSON body.</summary>
    public HttpRequestMessage CreateInvokeMethodRequest<TRequest>(string appId, string methodName, TRequest? data) =>
        CreateInvokeMethodRequest(HttpMethod.Post, appId, methodName, [], data);

    /// <summary>A call of a method of an application, with a query and a JSON body.</summary>
    public abstract HttpRequestMessage CreateInvokeMethodRequest<TRequest>(HttpMethod httpMethod, string appId, string methodName, IReadOnlyCollection<KeyValuePair<string, string>> queryStringParameters, TRequest? data);

    /// <summary>Sends a request made by this client; the status is not looked at.</summary>
    [Obsolete(InvokeObsolete)]
    public abstract Task<HttpResponseMessage> InvokeMethodWithResponseAsync(HttpRequestMessage request, CancellationToken cancellationToken = default);

    /// <summary>Sends a request made by this client.</summary>
    [Obsolete(InvokeObsolete)]
    public abstract Task InvokeMethodAsync(HttpRequestMessage request, CancellationToken cancellationToken = default);

    /// <summary>Sends a request made by this client and reads the JSON answer.</summary>
    [Obsolete(InvokeObsolete)]
    public abstract Task<TResponse> InvokeMethodAsync<TResponse>(HttpRequestMessage request, CancellationToken cancellationToken = default);

    /// <summary>POST without a body.</summary>
    [Obsolete(InvokeObsolete)]
    public Task InvokeMethodAsync(string appId, string methodName, CancellationToken cancellationToken = default) =>
        InvokeMethodAsync(CreateInvokeMethodRequest(appId, methodName), cancellationToken);

    /// <summary>A call without a body.</summary>
    [Obsolete(InvokeObsolete)]
    public Task InvokeMethodAsync(HttpMethod httpMethod, string appId, string methodName, CancellationToken cancellationToken = default) =>
        InvokeMethodAsync(CreateInvokeMethodRequest(httpMethod, appId, methodName), cancellationToken);

    /// <summary>POST with a JSON body.</summary>
    [Obsolete(InvokeObsolete)]
    public Task InvokeMethodAsync<TRequest>(string appId, string methodName, TRequest? data, CancellationToken cancellationToken = default) =>
        InvokeMethodAsync(CreateInvokeMethodRequest(appId, methodName, data), cancellationToken);

    /// <summary>A call with a JSON body.</summary>
    [Obsolete(InvokeObsolete)]
    public Task InvokeMethodAsync<TRequest>(HttpMethod httpMethod, string appId, string methodName, TRequest? data, CancellationToken cancellationToken = default) =>
        InvokeMethodAsync(CreateInvokeMethodRequest(httpMethod, appId, methodName, [], data), cancellationToken);

    /// <summary>POST without a body, with a JSON answer.</summary>
    [Obsolete(InvokeObsolete)]
    public Task<TResponse> InvokeMethodAsync<TResponse>(string appId, string methodName, CancellationToken cancellationToken = default) =>
        InvokeMethodAsync<TResponse>(CreateInvokeMethodRequest(appId, methodName), cancellationToken);

    /// <summary>A call without a body, with a JSON answer.</summary>
    [Obsolete(InvokeObsolete)]
    public Task<TResponse> InvokeMethodAsync<TResponse>(HttpMethod httpMethod, string appId, string methodName, CancellationToken cancellationToken = default) =>
        InvokeMethodAsync<TResponse>(CreateInvokeMethodRequest(httpMethod, appId, methodName), cancellationToken);

    /// <summary>POST with a JSON body and a JSON answer.</summary>
    [Obsolete(InvokeObsolete)]
    public Task<TResponse> InvokeMethodAsync<TRequest, TResponse>(string appId, string methodName, TRequest? data, CancellationToken cancellationToken = default) =>
        InvokeMethodAsync<TResponse>(CreateInvokeMethodRequest(appId, methodName, data), cancellationToken);

    /// <summary>A call with a JSON body and a JSON answer.</summary>
    [Obsolete(InvokeObsolete)]
    public Task<TResponse> InvokeMethodAsync<TRequest, TResponse>(HttpMethod httpMethod, string appId, string methodName, TRequest? data, CancellationToken cancellationToken = default) =>
        InvokeMethodAsync<TResponse>(CreateInvokeMethodRequest(httpMethod, appId, methodName, [], data), cancellationToken);
}
