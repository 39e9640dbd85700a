using OpenClaw.Sidecar.Components;
using OpenClaw.Sidecar.Resiliency;
using OpenClaw.Sidecar.Resources;
using OpenClaw.Sidecar.Secrets;
using OpenClaw.Sidecar.Telemetry;

namespace OpenClaw.Sidecar.Api;

/// <summary>What reading secrets does, whichever protocol asks; the scopes of the configuration decide what may be read.</summary>
internal sealed class SecretBlock(ComponentRegistry components, ResourceSet resources, ResiliencyProvider resiliency)
{
    public async Task<IReadOnlyDictionary<string, string>> GetAsync(
        string storeName, string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var store = Find(storeName);
        if (!resources.Configuration.PermitsSecret(storeName, name))
        {
            throw new ApiException(403, "ERR_PERMISSION_DENIED", $"access denied by policy to get {name} from {storeName}");
        }
        try
        {
            return await ComponentMeter.MeasureAsync(SidecarMetrics.Secrets, SidecarMetrics.SecretLatency, storeName, "get",
                () => resiliency.Outbound(storeName, "Secretstore").RunAsync(token => store.GetAsync(name, metadata, token), static _ => Verdict.Success, cancellationToken));
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new ApiException(500, "ERR_SECRET_GET", $"failed getting secret with key {name} from secret store {storeName}: {error.Message}");
        }
    }

    public async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> GetAllAsync(
        string storeName, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var store = Find(storeName);
        try
        {
            var all = await resiliency.Outbound(storeName, "Secretstore").RunAsync(
                token => store.GetAllAsync(metadata, token), static _ => Verdict.Success, cancellationToken);
            return Permitted(storeName, all);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new ApiException(500, "ERR_SECRET_GET", $"failed getting secrets from secret store {storeName}: {error.Message}");
        }
    }

    private Dictionary<string, IReadOnlyDictionary<string, string>> Permitted(
        string storeName, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> all) =>
        all.Where(pair => resources.Configuration.PermitsSecret(storeName, pair.Key)).ToDictionary();

    private ISecretStore Find(string name)
    {
        if (components.SecretStores.IsEmpty)
        {
            throw new ApiException(500, "ERR_SECRET_STORES_NOT_CONFIGURED", "secret store is not configured");
        }
        return components.SecretStores.TryGetValue(name, out var store) ? store
            : throw new ApiException(401, "ERR_SECRET_STORE_NOT_FOUND", $"failed finding secret store with key {name}");
    }
}
