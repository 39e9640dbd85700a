namespace Dapr.Client;

public abstract partial class DaprClient
{
    /// <summary>Publishes an event.</summary>
    public abstract Task PublishEventAsync<TData>(string pubsubName, string topicName, TData? data, CancellationToken cancellationToken = default);

    /// <summary>Publishes an event with metadata for the component.</summary>
    public abstract Task PublishEventAsync<TData>(string pubsubName, string topicName, TData? data, Dictionary<string, string> metadata, CancellationToken cancellationToken = default);

    /// <summary>Publishes an event without data.</summary>
    public abstract Task PublishEventAsync(string pubsubName, string topicName, CancellationToken cancellationToken = default);

    /// <summary>Publishes an event without data, with metadata for the component.</summary>
    public abstract Task PublishEventAsync(string pubsubName, string topicName, Dictionary<string, string> metadata, CancellationToken cancellationToken = default);

    /// <summary>Publishes several events in one call.</summary>
    public abstract Task<BulkPublishResponse<TValue>> BulkPublishEventAsync<TValue>(string pubsubName, string topicName, IReadOnlyList<TValue> events, Dictionary<string, string>? metadata = null, CancellationToken cancellationToken = default);

    /// <summary>Publishes bytes of a given content type.</summary>
    public abstract Task PublishByteEventAsync(string pubsubName, string topicName, ReadOnlyMemory<byte> data, string dataContentType = "application/json", Dictionary<string, string>? metadata = null, CancellationToken cancellationToken = default);

    /// <summary>Calls an output binding.</summary>
    public abstract Task InvokeBindingAsync<TRequest>(string bindingName, string operation, TRequest? data, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default);

    /// <summary>Calls an output binding and reads its answer.</summary>
    public abstract Task<TResponse> InvokeBindingAsync<TRequest, TResponse>(string bindingName, string operation, TRequest? data, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default);

    /// <summary>Calls an output binding with raw data.</summary>
    public abstract Task<BindingResponse> InvokeBindingAsync(BindingRequest request, CancellationToken cancellationToken = default);
}
