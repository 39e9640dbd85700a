using System.Collections.Concurrent;
using OpenClaw.Sidecar.Grpc.Wire;
using OpenClaw.Sidecar.PubSub;
using Answer = OpenClaw.Sidecar.Grpc.Wire.TopicEventResponse.Types.TopicEventResponseStatus;

namespace OpenClaw.Sidecar.Grpc.Blocks;

/// <summary>Sends events down the stream that the app opened and waits for what the app says about each.</summary>
internal sealed class StreamDelivery(GrpcCall call, string topic) : IEventDelivery
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Answer>> _pending = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _ended;

    public async Task<DeliveryResult> PostAsync(
        string path, ReadOnlyMemory<byte> bytes, string pubSubName, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var message = TopicEventReader.Read(bytes, pubSubName, topic, path);
        await _begun.Task.WaitAsync(cancellationToken);
        var answer = new TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_pending.TryAdd(message.Id, answer))
        {
            return new DeliveryResult(Delivery.Retry, null, $"an event with the id {message.Id} is in hand");
        }
        try
        {
            if (_ended)
            {
                throw new IOException("the app closed its stream");
            }
            await call.WriteAsync(new SubscribeTopicEventsResponseAlpha1 { EventMessage = message });
            return await answer.Task.WaitAsync(cancellationToken) switch
            {
                Answer.Success => new DeliveryResult(Delivery.Success, null, ""),
                Answer.Drop => new DeliveryResult(Delivery.Drop, null, "the app answered DROP"),
                var status => new DeliveryResult(Delivery.Retry, null, $"the app answered {status}"),
            };
        }
        catch (OperationCanceledException) when (call.Ended.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new IOException("the app closed its stream");
        }
        finally
        {
            _pending.TryRemove(message.Id, out _);
        }
    }

    /// <summary>The app knows that its subscription is made; events may follow.</summary>
    public void Begin() => _begun.TrySetResult();

    public void Take(SubscribeTopicEventsRequestProcessedAlpha1 processed)
    {
        if (_pending.TryGetValue(processed.Id, out var waiting))
        {
            waiting.TrySetResult(processed.Status?.Status ?? Answer.Success);
        }
    }

    /// <summary>Nobody will answer any more: what is in hand goes back to the broker.</summary>
    public void End()
    {
        _ended = true;
        _begun.TrySetResult();
        foreach (var waiting in _pending.Values)
        {
            waiting.TrySetException(new IOException("the app closed its stream"));
        }
    }
}
