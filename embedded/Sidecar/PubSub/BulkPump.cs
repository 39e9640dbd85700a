using System.Text.Json;
using System.Threading.Channels;
using OpenClaw.Sidecar.Components;
using OpenClaw.Sidecar.Expressions;
using OpenClaw.Sidecar.Resiliency;
using OpenClaw.Sidecar.Resources;
using OpenClaw.Sidecar.Telemetry;

namespace OpenClaw.Sidecar.PubSub;

/// <summary>
/// Gathers messages until there are enough of them or the first has waited long enough, and hands each batch to the
/// app in one call per route. A message's handler ends when the batch is judged, so the broker keeps what was not taken.
/// </summary>
internal sealed class BulkPump : IAsyncDisposable
{
    private readonly SubscriptionResource _subscription;
    private readonly BulkSubscribeResource _limits;
    private readonly BulkDelivery _delivery;
    private readonly DeadLetters _deadLetters;
    private readonly Route _route;
    private readonly TimeProvider _clock;
    private readonly bool _raw;
    private readonly Channel<BulkMessage> _waiting = Channel.CreateUnbounded<BulkMessage>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public BulkPump(
        SubscriptionResource subscription, PubSubComponent component, AppDelivery delivery, ResiliencyProvider resiliency, TimeProvider clock, ILogger logger)
    {
        _subscription = subscription;
        _limits = subscription.Bulk!;
        _deadLetters = new DeadLetters(subscription, component, logger);
        _route = new Route(subscription);
        _clock = clock;
        _raw = MetadataValues.IsTrue(subscription.Metadata.GetValueOrDefault("rawPayload"));
        _delivery = new BulkDelivery(subscription, component, delivery, resiliency, _raw);
        _loop = LoopAsync();
    }

    /// <summary>Ends normally when the broker may forget the message.</summary>
    public async Task HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        var one = new BulkMessage(message);
        await _waiting.Writer.WriteAsync(one, cancellationToken);
        await one.Done.Task.WaitAsync(cancellationToken);
    }

    private async Task LoopAsync()
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(_stop.Token))
            {
                var batch = await GatherAsync();
                // One batch after the other, in the order of the broker.
                await HandleAsync(batch);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // What is still gathered stays with the broker: its handlers are cancelled by the component.
        }
    }

    private async Task<List<BulkMessage>> GatherAsync()
    {
        var batch = new List<BulkMessage>();
        using var enough = new CancellationTokenSource(_limits.MaxAwait, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, _stop.Token);
        try
        {
            while (batch.Count < _limits.MaxMessages)
            {
                batch.Add(await _waiting.Reader.ReadAsync(either.Token));
            }
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // The batch goes out as it is.
        }
        return batch;
    }

    private async Task HandleAsync(List<BulkMessage> batch)
    {
        try
        {
            var routed = new Dictionary<string, List<BulkMessage>>(StringComparer.Ordinal);
            foreach (var one in batch)
            {
                await RouteAsync(one, routed);
            }
            await Task.WhenAll(routed.Select(pair => DeliverAsync(pair.Key, pair.Value)));
        }
        catch (Exception error)
        {
            foreach (var one in batch)
            {
                one.Done.TrySetException(error);
            }
        }
    }

    private async Task RouteAsync(BulkMessage one, Dictionary<string, List<BulkMessage>> routed)
    {
        try
        {
            if (Read(one) is not { } incoming)
            {
                await EndAsync(one, "it is not a JSON event", failed: true);
                return;
            }
            one.Event = incoming;
            if (IncomingEvent.IsExpired(incoming, _clock.GetUtcNow()))
            {
                await EndAsync(one, "it is expired", failed: false);
            }
            else if (_route.Find(incoming) is { } path)
            {
                (routed.TryGetValue(path, out var list) ? list : routed[path] = []).Add(one);
            }
            else
            {
                await EndAsync(one, "no route matches", failed: false);
            }
        }
        catch (ExpressionException error)
        {
            await EndAsync(one, error.Message, failed: true);
        }
    }

    private JsonElement? Read(BulkMessage one)
    {
        if (_raw)
        {
            return JsonSerializer.SerializeToElement(Convert.ToBase64String(one.Message.Body.Span), BulkJson.Default.String);
        }
        using var incoming = IncomingEvent.Parse(one.Message.Body);
        return incoming?.Root.Clone();
    }

    private async Task DeliverAsync(string path, List<BulkMessage> messages)
    {
        var started = _clock.GetTimestamp();
        await _delivery.DeliverAsync(path, messages, _stop.Token);
        foreach (var one in messages)
        {
            ComponentMeter.Ingress(_subscription.PubSubName, _subscription.Topic, one.Result.Delivery, _clock.GetElapsedTime(started));
            if (one.Result.Delivery == Delivery.Success)
            {
                one.Done.TrySetResult();
            }
            else
            {
                await EndAsync(one, one.Result.Reason, failed: one.Result.Delivery == Delivery.Retry);
            }
        }
    }

    private async Task EndAsync(BulkMessage one, string reason, bool failed)
    {
        try
        {
            await _deadLetters.GiveUpAsync(one.Message, reason, failed, _stop.Token);
            one.Done.TrySetResult();
        }
        catch (Exception error)
        {
            one.Done.TrySetException(error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }
}
