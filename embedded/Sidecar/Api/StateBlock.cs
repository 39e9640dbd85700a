using OpenClaw.Sidecar.Components;
using OpenClaw.Sidecar.Resiliency;
using OpenClaw.Sidecar.State;
using OpenClaw.Sidecar.State.Outbox;
using OpenClaw.Sidecar.Telemetry;

namespace OpenClaw.Sidecar.Api;

/// <summary>What the state API does, whichever protocol asks: stores, keys, policies and the meaning of failures.</summary>
internal sealed class StateBlock(ComponentRegistry components, ResiliencyProvider resiliency, StateOutbox outbox)
{
    public StateComponent Find(string name)
    {
        if (components.States.IsEmpty)
        {
            throw new ApiException(500, "ERR_STATE_STORE_NOT_CONFIGURED", "state store is not configured") { Reason = "DAPR_STATE_NOT_CONFIGURED" };
        }
        return components.States.TryGetValue(name, out var store) ? store
            : throw new ApiException(400, "ERR_STATE_STORE_NOT_FOUND", $"state store {name} is not found")
            {
                Reason = "DAPR_STATE_NOT_FOUND",
                Resource = ("state", name),
            };
    }

    public async Task<StateEntry?> GetAsync(StateComponent store, string key, CancellationToken cancellationToken)
    {
        var physical = store.Physical(Legal(key));
        try
        {
            return await MeasureAsync(store, "get", () => Policy(store).RunAsync(token => store.Values.GetAsync(physical, token).AsTask(), static _ => Verdict.Success, cancellationToken));
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new ApiException(500, "ERR_STATE_GET", $"fail to get {key} from state store {store.Name}: {error.Message}", error);
        }
    }

    /// <summary>Found entries only, under their physical keys.</summary>
    public async Task<IReadOnlyList<StateEntry>> GetManyAsync(StateComponent store, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var physical = keys.Select(key => store.Physical(Legal(key))).ToArray();
        try
        {
            return await MeasureAsync(store, "bulk_get", () => Policy(store).RunAsync(token => store.Values.GetManyAsync(physical, token), static _ => Verdict.Success, cancellationToken));
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new ApiException(500, "ERR_STATE_BULK_GET", error.Message, error);
        }
    }

    public async Task SaveAsync(StateComponent store, IReadOnlyList<StateSet> items, CancellationToken cancellationToken)
    {
        var errors = await Task.WhenAll(items.Select(item => TryAsync(store, "set", token => store.Values.SetAsync(item, token), cancellationToken)));
        Throw(errors, "ERR_STATE_SAVE", $"failed saving state in state store {store.Name}");
    }

    public async Task DeleteAsync(StateComponent store, string key, string? etag, CancellationToken cancellationToken)
    {
        var error = await TryDeleteAsync(store, key, etag, cancellationToken);
        Throw([error], "ERR_STATE_DELETE", $"failed deleting state with key {key}");
    }

    /// <summary>Several keys, each on its own: what fails does not keep the others from going.</summary>
    public async Task DeleteManyAsync(StateComponent store, IReadOnlyList<(string Key, string? ETag)> items, CancellationToken cancellationToken)
    {
        var errors = await Task.WhenAll(items.Select(item => TryDeleteAsync(store, item.Key, item.ETag, cancellationToken)));
        Throw(errors, "ERR_STATE_DELETE", $"failed deleting state in state store {store.Name}");
    }

    public static void CheckTransactions(StateComponent store)
    {
        if (!store.Values.Capabilities.Contains("TRANSACTIONAL"))
        {
            throw new ApiException(500, "ERR_STATE_STORE_NOT_SUPPORTED", $"state store {store.Name} doesn't support transactions")
            {
                Reason = "DAPR_STATE_TRANSACTIONS_NOT_SUPPORTED",
                Resource = ("state", store.Name),
            };
        }
    }

    public async Task TransactAsync(StateComponent store, IReadOnlyList<IStateChange> changes, CancellationToken cancellationToken)
    {
        if (changes.Count == 0)
        {
            return;
        }
        if (store.Outbox is not null)
        {
            changes = await AnnounceAsync(store, changes, cancellationToken);
        }
        try
        {
            await MeasureAsync(store, "transaction", async () =>
            {
                await Policy(store).RunAsync(token => store.Values.TransactAsync(changes, token), cancellationToken);
                return true;
            });
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new ApiException(500, "ERR_STATE_TRANSACTION", $"error while executing state transaction: {error.Message}", error);
        }
    }

    private async Task<IReadOnlyList<IStateChange>> AnnounceAsync(StateComponent store, IReadOnlyList<IStateChange> changes, CancellationToken cancellationToken)
    {
        try
        {
            return await outbox.AnnounceAsync(store, changes, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new ApiException(500, "ERR_PUBLISH_OUTBOX", $"error while publishing outbox message: {error.Message}", error) { Reason = "DAPR_PUBSUB_OUTBOX" };
        }
    }

    internal static string Legal(string key) => StateComponent.IsLegal(key) ? key
        : throw new ApiException(400, "ERR_MALFORMED_REQUEST", $"input key/keyPrefix '{key}' can't contain '||'")
        {
            Reason = "DAPR_STATE_ILLEGAL_KEY",
            Resource = ("state", key),
            Violation = (key, $"input key/keyPrefix '{key}' can't contain '||'"),
        };

    private static Task<T> MeasureAsync<T>(StateComponent store, string name, Func<Task<T>> operation) =>
        ComponentMeter.MeasureAsync(SidecarMetrics.States, SidecarMetrics.StateLatency, store.Name, name, operation);

    private Policy Policy(StateComponent store) => resiliency.Outbound(store.Name, "Statestore");

    private Task<Exception?> TryDeleteAsync(StateComponent store, string key, string? etag, CancellationToken cancellationToken)
    {
        var request = new StateDelete(store.Physical(Legal(key)), string.IsNullOrEmpty(etag) ? null : etag);
        return TryAsync(store, "delete", token => store.Values.DeleteAsync(request, token), cancellationToken);
    }

    private async Task<Exception?> TryAsync(StateComponent store, string name, Func<CancellationToken, Task> operation, CancellationToken cancellationToken)
    {
        try
        {
            await ComponentMeter.MeasureAsync(SidecarMetrics.States, SidecarMetrics.StateLatency, store.Name, name, () => Policy(store).RunAsync(operation, cancellationToken));
            return null;
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return error;
        }
    }

    /// <summary>Several failures: only etag errors give 400 (any invalid) or 409; anything else gives 500.</summary>
    private static void Throw(IReadOnlyList<Exception?> results, string code, string message)
    {
        var errors = results.OfType<Exception>().ToArray();
        if (errors.Length == 0)
        {
            return;
        }
        var status = !errors.All(error => error is ETagException) ? 500 : errors.Any(error => error is ETagException { IsInvalid: true }) ? 400 : 409;
        throw new ApiException(status, code, $"{message}: {string.Join("; ", errors.Select(error => error.Message))}", errors[0]);
    }
}
