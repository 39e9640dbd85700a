using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using OpenClaw.Sidecar.Api;
using OpenClaw.Sidecar.Grpc.Wire;
using OpenClaw.Sidecar.State;

namespace OpenClaw.Sidecar.Grpc.Blocks;

/// <summary>State. Values are the caller's bytes, JSON or not.</summary>
internal sealed class GrpcState(StateBlock states) : IGrpcBlock
{
    public void Register(GrpcMethods.Registration methods)
    {
        methods.Unary("GetState", GetStateRequest.Parser, GetAsync);
        methods.Unary("GetBulkState", GetBulkStateRequest.Parser, GetManyAsync);
        methods.Unary("SaveState", SaveStateRequest.Parser, SaveAsync);
        methods.Unary("DeleteState", DeleteStateRequest.Parser, DeleteAsync);
        methods.Unary("DeleteBulkState", DeleteBulkStateRequest.Parser, DeleteManyAsync);
        methods.Unary("ExecuteStateTransaction", ExecuteStateTransactionRequest.Parser, TransactAsync);
        methods.Unary("QueryStateAlpha1", QueryStateRequest.Parser, Query);
    }

    private async Task<IMessage> GetAsync(GetStateRequest request, GrpcCall call)
    {
        var entry = await states.GetAsync(states.Find(request.StoreName), request.Key, call.Ended);
        var response = new GetStateResponse();
        if (entry is not null)
        {
            response.Data = UnsafeByteOperations.UnsafeWrap(entry.Value);
            response.Etag = entry.ETag ?? "";
            AddExpiry(response.Metadata, entry);
        }
        return response;
    }

    private async Task<IMessage> GetManyAsync(GetBulkStateRequest request, GrpcCall call)
    {
        var found = await states.GetManyAsync(states.Find(request.StoreName), request.Keys, call.Ended);
        var response = new GetBulkStateResponse();
        foreach (var entry in found)
        {
            var item = new BulkStateItem { Key = StateComponent.Logical(entry.Key), Data = UnsafeByteOperations.UnsafeWrap(entry.Value), Etag = entry.ETag ?? "", Error = entry.Error ?? "" };
            AddExpiry(item.Metadata, entry);
            response.Items.Add(item);
        }
        var present = response.Items.Select(item => item.Key).ToHashSet(StringComparer.Ordinal);
        response.Items.AddRange(request.Keys.Where(key => !present.Contains(key)).Select(key => new BulkStateItem { Key = key }));
        return response;
    }

    private async Task<IMessage> SaveAsync(SaveStateRequest request, GrpcCall call)
    {
        var store = states.Find(request.StoreName);
        await states.SaveAsync(store, [.. request.States.Select(item => Set(store, item))], call.Ended);
        return new Empty();
    }

    private async Task<IMessage> DeleteAsync(DeleteStateRequest request, GrpcCall call)
    {
        await states.DeleteAsync(states.Find(request.StoreName), request.Key, request.Etag?.Value, call.Ended);
        return new Empty();
    }

    private async Task<IMessage> DeleteManyAsync(DeleteBulkStateRequest request, GrpcCall call)
    {
        await states.DeleteManyAsync(states.Find(request.StoreName), [.. request.States.Select(item => (item.Key, item.Etag?.Value))], call.Ended);
        return new Empty();
    }

    private async Task<IMessage> TransactAsync(ExecuteStateTransactionRequest request, GrpcCall call)
    {
        var store = states.Find(request.StoreName);
        StateBlock.CheckTransactions(store);
        var changes = request.Operations.Select<TransactionalStateOperation, IStateChange>(operation => operation.OperationType switch
        {
            "upsert" => Set(store, operation.Request),
            "delete" => new StateDelete(store.Physical(StateBlock.Legal(operation.Request.Key)), operation.Request.Etag?.Value),
            var other => throw new ApiException(400, "ERR_NOT_SUPPORTED_STATE_OPERATION", $"operation type {other} not supported"),
        }).ToArray();
        await states.TransactAsync(store, changes, call.Ended);
        return new Empty();
    }

    private Task<IMessage> Query(QueryStateRequest request, GrpcCall call) =>
        throw new GrpcException(GrpcStatusCode.Internal, $"state store {states.Find(request.StoreName).Name} does not support querying");

    private static StateSet Set(StateComponent store, StateItem item)
    {
        if (item.Key.Length == 0)
        {
            throw new GrpcException(GrpcStatusCode.InvalidArgument, "state key cannot be empty");
        }
        var metadata = new Dictionary<string, string>(item.Metadata, StringComparer.OrdinalIgnoreCase);
        var contentType = metadata.GetValueOrDefault("contentType");
        var (concurrency, consistency) = (item.Options?.Concurrency, item.Options?.Consistency);
        return new StateSet(
            store.Physical(StateBlock.Legal(item.Key)),
            item.Value.Memory,
            item.Etag?.Value,
            concurrency == StateOptions.Types.StateConcurrency.ConcurrencyFirstWrite,
            consistency == StateOptions.Types.StateConsistency.ConsistencyStrong,
            StateRequests.Ttl(metadata))
        {
            LastWrite = concurrency == StateOptions.Types.StateConcurrency.ConcurrencyLastWrite,
            // Nobody looks whether bytes happen to be JSON; a caller who knows says so.
            IsBinary = contentType != "application/json",
            ContentType = contentType,
            Metadata = metadata,
        };
    }

    private static void AddExpiry(MapField<string, string> metadata, StateEntry entry)
    {
        if (entry.ExpiresAt is { } expires)
        {
            metadata["ttlExpireTime"] = StateApi.Rfc3339(expires);
        }
    }
}
