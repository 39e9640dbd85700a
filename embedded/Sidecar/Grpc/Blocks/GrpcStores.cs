using Google.Protobuf;
using OpenClaw.Sidecar.Api;
using OpenClaw.Sidecar.Grpc.Wire;

namespace OpenClaw.Sidecar.Grpc.Blocks;

/// <summary>Secrets and locks.</summary>
internal sealed class GrpcStores(SecretBlock secrets, LockBlock locks) : IGrpcBlock
{
    public void Register(GrpcMethods.Registration methods)
    {
        methods.Unary("GetSecret", GetSecretRequest.Parser, GetAsync);
        methods.Unary("GetBulkSecret", GetBulkSecretRequest.Parser, GetAllAsync);
        methods.Unary("TryLockAlpha1", TryLockRequest.Parser, TryLockAsync);
        methods.Unary("UnlockAlpha1", UnlockRequest.Parser, UnlockAsync);
    }

    private async Task<IMessage> GetAsync(GetSecretRequest request, GrpcCall call)
    {
        var response = new GetSecretResponse();
        response.Data.Add((await secrets.GetAsync(request.StoreName, request.Key, request.Metadata, call.Ended)).ToDictionary());
        return response;
    }

    private async Task<IMessage> GetAllAsync(GetBulkSecretRequest request, GrpcCall call)
    {
        var response = new GetBulkSecretResponse();
        foreach (var (name, keys) in await secrets.GetAllAsync(request.StoreName, request.Metadata, call.Ended))
        {
            var secret = new SecretResponse();
            secret.Secrets.Add(keys.ToDictionary());
            response.Data.Add(name, secret);
        }
        return response;
    }

    private async Task<IMessage> TryLockAsync(TryLockRequest request, GrpcCall call) => new TryLockResponse
    {
        Success = await LockBlock.TryLockAsync(locks.Find(request.StoreName), request.ResourceId, request.LockOwner, request.ExpiryInSeconds, call.Ended),
    };

    private async Task<IMessage> UnlockAsync(UnlockRequest request, GrpcCall call) => new UnlockResponse
    {
        Status = (UnlockResponse.Types.Status)(int)await LockBlock.UnlockAsync(locks.Find(request.StoreName), request.ResourceId, request.LockOwner, call.Ended),
    };
}
