using System.Collections.Concurrent;
using Google.Protobuf;
using OpenClaw.Sidecar.Api;
using OpenClaw.Sidecar.Grpc.Wire;
using StoredItem = OpenClaw.Sidecar.Configurations.ConfigurationItem;

namespace OpenClaw.Sidecar.Grpc.Blocks;

/// <summary>Configuration; a subscription is a stream that lives until either side ends it.</summary>
internal sealed class GrpcConfiguration(ConfigurationBlock configurations) : IGrpcBlock
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _subscriptions = new(StringComparer.Ordinal);

    public void Register(GrpcMethods.Registration methods)
    {
        foreach (var suffix in (string[])["", "Alpha1"])
        {
            methods.Unary("GetConfiguration" + suffix, GetConfigurationRequest.Parser, GetAsync);
            methods.ServerStream("SubscribeConfiguration" + suffix, SubscribeConfigurationRequest.Parser, SubscribeAsync);
            methods.Unary("UnsubscribeConfiguration" + suffix, UnsubscribeConfigurationRequest.Parser, Unsubscribe);
        }
    }

    private async Task<IMessage> GetAsync(GetConfigurationRequest request, GrpcCall call)
    {
        var response = new GetConfigurationResponse();
        foreach (var (key, item) in await configurations.GetAsync(request.StoreName, request.Keys, request.Metadata, call.Ended))
        {
            response.Items.Add(key, Item(item));
        }
        return response;
    }

    private async Task SubscribeAsync(SubscribeConfigurationRequest request, GrpcCall call)
    {
        var id = Guid.NewGuid().ToString();
        var (begun, stopped) = (NewSource(), NewSource());
        await using var changes = await configurations.SubscribeAsync(request.StoreName, request.Keys, request.Metadata, async (key, item) =>
        {
            // The caller learns its id before any change.
            await begun.Task;
            await call.WriteAsync(new SubscribeConfigurationResponse { Id = id, Items = { [key] = Item(item) } });
        }, call.Ended);
        _subscriptions[id] = stopped;
        try
        {
            await call.WriteAsync(new SubscribeConfigurationResponse { Id = id });
            begun.SetResult();
            await stopped.Task.WaitAsync(call.Ended);
        }
        finally
        {
            begun.TrySetCanceled(CancellationToken.None);
            _subscriptions.TryRemove(id, out _);
        }
    }

    private Task<IMessage> Unsubscribe(UnsubscribeConfigurationRequest request, GrpcCall call)
    {
        _ = configurations.Find(request.StoreName);
        var stopped = _subscriptions.TryRemove(request.Id, out var subscription) && subscription.TrySetResult();
        return Task.FromResult<IMessage>(stopped
            ? new UnsubscribeConfigurationResponse { Ok = true }
            : new UnsubscribeConfigurationResponse { Message = $"subscription {request.Id} does not exist" });
    }

    private static ConfigurationItem Item(StoredItem item)
    {
        var written = new ConfigurationItem { Value = item.Value, Version = item.Version };
        written.Metadata.Add(item.Metadata.ToDictionary());
        return written;
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
