using System.Collections.Concurrent;
using OpenClaw.Sidecar.App;
using OpenClaw.Sidecar.Placement;
using OpenClaw.Sidecar.Telemetry;

namespace OpenClaw.Sidecar.Actors;

/// <summary>Actor calls to the sidecars that host the actors.</summary>
internal sealed class ActorPeers(PlacementClient placement) : IDisposable
{
    /// <summary>Says what an answer of a peer is: an actor's reply, or why there is none.</summary>
    public const string OutcomeHeader = "Dapr-Actor-Outcome";
    public const string Reply = "reply";
    public const string Moved = "moved";
    public const string Unreachable = "unreachable";
    public const string Done = "done";

    private readonly HttpMessageInvoker _http = new(AppChannel.CreateHandler(TimeSpan.FromSeconds(1)));
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _live = new(StringComparer.Ordinal);

    /// <summary>
    /// Gives up calls to hosts that left the table: a frozen host keeps its connections open, and whoever waits on them
    /// would wait for ever.
    /// </summary>
    public void Update(PlacementTable table)
    {
        foreach (var instance in _live.Keys.Where(instance => table.Hosts.All(host => host.InstanceId != instance)))
        {
            if (_live.TryRemove(instance, out var gone))
            {
                gone.Cancel();
            }
        }
    }

    public async Task<ActorReply> InvokeAsync(HostRecord host, ActorCall call, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Put, host, call.Key, $"method/{Uri.EscapeDataString(call.Method)}");
        request.Content = new ReadOnlyMemoryContent(call.Body);
        ActorHeaders.CopyTo(request, call.Headers);
        TraceHeaders.Inject(request);
        var (outcome, reply) = await SendAsync(host, request, call.Key, cancellationToken);
        return outcome switch
        {
            Moved => throw new ActorMovedException(call.Key),
            Unreachable => throw new ActorUnreachableException(System.Text.Encoding.UTF8.GetString(reply.Body), new HttpRequestException("unreachable")),
            _ => reply,
        };
    }

    /// <summary>Hands a reminder change to the actor's host; the answer is written to the caller as it is.</summary>
    public async Task<ActorReply> ReminderAsync(
        HttpMethod method, HostRecord host, ActorKey key, string name, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var request = Request(method, host, key, $"reminders/{Uri.EscapeDataString(name)}");
        request.Content = new ReadOnlyMemoryContent(body);
        var (outcome, reply) = await SendAsync(host, request, key, cancellationToken);
        return outcome == Moved ? throw new ActorMovedException(key) : reply;
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Request(HttpMethod method, HostRecord host, ActorKey key, string rest) =>
        new(method, $"http://{host.InternalAddress}/internal/actors/{Uri.EscapeDataString(key.Type)}/{Uri.EscapeDataString(key.Id)}/{rest}");

    private async Task<(string? Outcome, ActorReply Reply)> SendAsync(
        HostRecord host, HttpRequestMessage request, ActorKey key, CancellationToken cancellationToken)
    {
        var live = _live.GetOrAdd(host.InstanceId, static _ => new CancellationTokenSource()).Token;
        if (placement.Table.Hosts.All(known => known.InstanceId != host.InstanceId))
        {
            throw new ActorMovedException(key);
        }
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, live);
        try
        {
            using var response = await _http.SendAsync(request, either.Token);
            var body = await response.Content.ReadAsByteArrayAsync(either.Token);
            var outcome = response.Headers.NonValidated.TryGetValues(OutcomeHeader, out var values) ? values.ToString() : null;
            return (outcome, new ActorReply((int)response.StatusCode, ActorHeaders.From(response), body));
        }
        catch (OperationCanceledException) when (live.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ActorMovedException(key);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new ActorUnreachableException($"the host of actor {key} cannot be reached: {error.Message}", error);
        }
    }
}
