using OpenClaw.Sidecar.App;
using OpenClaw.Sidecar.Telemetry;

namespace OpenClaw.Sidecar.Actors;

/// <summary>The calls on the app that concern its actors.</summary>
internal sealed class ActorAppCalls(AppChannel channel, ILogger<ActorAppCalls> logger)
{
    /// <summary>Deactivation is a courtesy to the app; an app that hangs must not hold up a moving table.</summary>
    private static readonly TimeSpan DeactivationLimit = TimeSpan.FromSeconds(2);

    public async Task<ActorReply> InvokeAsync(ActorCall call, string? chain, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Path(call.Key)}/method/{EscapedPath(call.Method)}")
        {
            Content = new ReadOnlyMemoryContent(call.Body),
        };
        ActorHeaders.CopyTo(request, call.Headers);
        if (chain is not null)
        {
            request.Headers.Remove(ActorCall.ReentrancyHeader);
            request.Headers.TryAddWithoutValidation(ActorCall.ReentrancyHeader, chain);
        }
        TraceHeaders.Inject(request);
        try
        {
            using var response = await channel.SendAsync(request, cancellationToken);
            var body = await response.Message.Content.ReadAsByteArrayAsync(cancellationToken);
            return new ActorReply((int)response.Message.StatusCode, ActorHeaders.From(response.Message), body);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new ActorUnreachableException($"the app of actor {call.Key} cannot be reached: {error.Message}", error);
        }
    }

    public async Task DeactivateAsync(ActorKey key)
    {
        using var limit = new CancellationTokenSource(DeactivationLimit);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, Path(key));
            using var response = await channel.SendAsync(request, limit.Token);
            logger.Deactivated(key);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or IOException)
        {
            logger.DeactivationFailed(key, error.Message);
        }
    }

    private string Path(ActorKey key) =>
        $"{channel.BaseAddress}/actors/{Uri.EscapeDataString(key.Type)}/{Uri.EscapeDataString(key.Id)}";

    private static string EscapedPath(string method) =>
        Uri.EscapeDataString(method).Replace("%2F", "/", StringComparison.Ordinal);
}
