using System.Net;
using System.Net.Http.Headers;
using System.Security;
using System.Security.Authentication;
using System.Text.Json;
using Dapr.Client;

namespace Dapr.Actors.Wire;

/// <summary>The actor part of a sidecar's API.</summary>
internal sealed class ActorApi(SidecarHttp http)
{
    private static readonly MediaTypeHeaderValue JsonType = new("application/json");

    // The SDK sends state as text/plain; whoever reads the API may rely on it.
    private static readonly MediaTypeHeaderValue StateType = new("text/plain", "utf-8");

    /// <summary>Calls a method of an actor; the answer is a success.</summary>
    public async Task<HttpResponseMessage> InvokeAsync(
        string type, string id, string method, byte[]? body, bool typed, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Put, $"{Path(type, id)}/method/{method}", body, JsonType);
        if (typed)
        {
            request.Headers.TryAddWithoutValidation(ActorHeaders.Request, MethodHeader(method));
        }

        if (ReentrancyContext.Current is { } chain)
        {
            request.Headers.TryAddWithoutValidation(ActorHeaders.Reentrancy, chain);
        }

        var response = await SendAsync(request, cancellationToken);
        return response.Headers.Contains(ActorHeaders.Error) ? throw await FaultAsync(response, cancellationToken) : response;
    }

    public async Task<HttpResponseMessage> GetStateAsync(string type, string id, string key, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, $"{Path(type, id)}/state/{SidecarPaths.Segment(key)}", null, null);
        return await SendAsync(request, cancellationToken);
    }

    public async Task SaveStateAsync(string type, string id, byte[] operations, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Put, $"{Path(type, id)}/state", operations, StateType);
        using var response = await SendAsync(request, cancellationToken);
    }

    public async Task PutAsync(string type, string id, string kind, string name, byte[] body)
    {
        using var request = Request(HttpMethod.Put, $"{Path(type, id)}/{kind}/{SidecarPaths.Segment(name)}", body, JsonType);
        using var response = await SendAsync(request, CancellationToken.None);
    }

    public async Task DeleteAsync(string type, string id, string kind, string name)
    {
        using var request = Request(HttpMethod.Delete, $"{Path(type, id)}/{kind}/{SidecarPaths.Segment(name)}", null, null);
        using var response = await SendAsync(request, CancellationToken.None);
    }

    /// <summary>The reminder as the sidecar knows it; null when there is none.</summary>
    public async Task<JsonDocument?> GetReminderAsync(string type, string id, string name)
    {
        using var request = Request(HttpMethod.Get, $"{Path(type, id)}/reminders/{SidecarPaths.Segment(name)}", null, null);
        using var response = await SendAsync(request, CancellationToken.None, HttpStatusCode.NotFound);
        var body = await response.Content.ReadAsByteArrayAsync();
        return response.IsSuccessStatusCode && body.Length > 0 ? JsonDocument.Parse(body) : null;
    }

    private static string Path(string type, string id) => $"/v1.0/actors/{SidecarPaths.Segment(type)}/{SidecarPaths.Segment(id)}";

    private static string MethodHeader(string method) =>
        $"<ActorMessageHeader xmlns=\"urn:actors\"><MethodName>{SecurityElement.Escape(method)}</MethodName></ActorMessageHeader>";

    private HttpRequestMessage Request(HttpMethod method, string path, byte[]? body, MediaTypeHeaderValue? contentType)
    {
        var request = new HttpRequestMessage(method, new Uri(http.Endpoint, path));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = contentType } };
        }

        http.AddToken(request);
        return request;
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken, HttpStatusCode? accepted = null)
    {
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new DaprException($"An exception occurred while calling the Dapr endpoint: {exception.Message}", exception);
        }

        if (response.IsSuccessStatusCode || response.StatusCode == accepted)
        {
            return response;
        }

        using (response)
        {
            var cause = await SidecarResponseException.ReadAsync(response, cancellationToken);
            throw response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                ? new AuthenticationException($"Invalid credentials. {cause.Message}", cause)
                : new DaprApiException(cause.Message, cause, cause.ErrorCode, isTransient: false);
        }
    }

    private static async Task<ActorMethodInvocationException> FaultAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response)
        {
            var fault = JsonSerializer.Deserialize<ActorFault>(await response.Content.ReadAsByteArrayAsync(cancellationToken), WireJson.Options);
            return new ActorMethodInvocationException(
                $"Remote Actor Method Exception, DETAILS: Exception: {fault?.ExceptionType}, Message: {fault?.Message}",
                new ActorInvokeException(fault?.ExceptionType, fault?.Message),
                isTransient: false);
        }
    }
}
