using System.Collections.Concurrent;
using Dapr.Client;
using Microsoft.Extensions.Options;
using OpenClaw.Audit.Features.Anchors;
using OpenClaw.Audit.Options;

namespace OpenClaw.Audit.Infrastructure.Anchors;

/// <summary>Status and body of an answer from outside.</summary>
internal sealed record EndpointAnswer(int Status, byte[] Body)
{
    public bool IsSuccess => Status is >= 200 and < 300;
}

/// <summary>Calls an HTTPEndpoint through the sidecar, which holds its address and certificates.</summary>
internal sealed class EndpointCaller(DaprClient dapr, IOptions<AnchorOptions> options, TimeProvider time) : IDisposable
{
    private const int LongestAnswer = 1 << 20;
    private readonly ConcurrentDictionary<string, HttpClient> _clients = new(StringComparer.Ordinal);

    /// <exception cref="AnchorUnavailableException">No answer, or one that is too long.</exception>
    public async Task<EndpointAnswer> SendAsync(string endpoint, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.Value.CallTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var response = await _clients.GetOrAdd(endpoint, NewClient).SendAsync(request, either.Token);
            return new EndpointAnswer((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(either.Token));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new AnchorUnavailableException($"{endpoint} does not answer: {exception.Message}", exception);
        }
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private HttpClient NewClient(string endpoint)
    {
        var client = dapr.CreateInvokableHttpClient(endpoint);
        client.MaxResponseContentBufferSize = LongestAnswer;
        return client;
    }
}
