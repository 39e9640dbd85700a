using System.Net;
using Dapr.Client;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>Asks the policy service through the sidecar, and believes only what it signed.</summary>
internal sealed class SidecarPolicySource(DaprClient dapr, PolicyTrustKeys keys) : IPolicySource, IDisposable
{
    private readonly HttpClient _policy = dapr.CreateInvokableHttpClient(AppIds.Policy);

    public async Task<SealedCatalogue> CatalogueAsync(CancellationToken cancellationToken)
    {
        using var content = await GetAsync("/internal/policy/bundles", cancellationToken);
        var token = await content.ReadAsStringAsync(cancellationToken);
        return new SealedCatalogue(await keys.CheckAsync(trust => PolicyCatalogue.Open(token, trust), cancellationToken), token);
    }

    public async Task<SealedBundle> BundleAsync(string tenantId, string version, CancellationToken cancellationToken)
    {
        using var content = await GetAsync($"/internal/policy/bundle?tenant={Uri.EscapeDataString(tenantId)}&version={Uri.EscapeDataString(version)}", cancellationToken);
        var packed = await content.ReadAsByteArrayAsync(cancellationToken);
        var bundle = await keys.CheckAsync(trust => BundleArchive.Open(packed, tenantId, trust), cancellationToken);
        return bundle.Version == version ? new SealedBundle(bundle, packed) : throw new PolicySealException($"it is {bundle.Version}");
    }

    public void Dispose() => _policy.Dispose();

    private async Task<HttpContent> GetAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var response = await _policy.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return response.Content;
            }

            response.Dispose();
            throw new PolicySourceException($"The policy service answered {(int)response.StatusCode}.");
        }
        catch (HttpRequestException exception)
        {
            throw new PolicySourceException($"The policy service cannot be asked: {exception.Message}", exception);
        }
    }
}
