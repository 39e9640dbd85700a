using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapr.Client;
using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Subjects;
using OpenClaw.Audit.Options;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.Audit.Infrastructure;

internal sealed class DaprUserDataServices(DaprClient dapr, IOptions<SubjectOptions> options, TimeProvider time) : IUserDataServices, IDisposable
{
    private readonly ConcurrentDictionary<string, HttpClient> _clients = new();

    public async Task<JsonObject> ExportAsync(string appId, UserDataRequest person, CancellationToken cancellationToken) =>
        (await AskAsync<UserDataExport>(appId, UserDataRoutes.Export, person, cancellationToken)).Data;

    public async Task<IReadOnlyDictionary<string, int>> EraseAsync(string appId, UserDataRequest person, CancellationToken cancellationToken) =>
        (await AskAsync<UserDataErased>(appId, UserDataRoutes.Erase, person, cancellationToken)).Counts;

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private async Task<T> AskAsync<T>(string appId, string route, UserDataRequest person, CancellationToken cancellationToken)
        where T : class
    {
        using var timeout = new CancellationTokenSource(options.Value.ServiceTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var client = _clients.GetOrAdd(appId, app => dapr.CreateInvokableHttpClient(app));
            using var request = new HttpRequestMessage(HttpMethod.Post, route)
            {
                Content = new StringContent(JsonSerializer.Serialize(person, ContractsJson.Options), Encoding.UTF8, "application/json"),
            };
            request.Headers.TryAddWithoutValidation(HeaderNames.RequestId, RequestContext.RequestId);
            using var answer = await client.SendAsync(request, either.Token);
            return answer.IsSuccessStatusCode
                ? await answer.Content.ReadFromJsonAsync<T>(ContractsJson.Options, either.Token) ?? throw new UserDataServiceException(appId, "answered null")
                : throw new UserDataServiceException(appId, $"answered {(int)answer.StatusCode}");
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new UserDataServiceException(appId, exception.Message, exception);
        }
    }
}
