using System.Net;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Features.ApiKeys;
using OpenClaw.Gateway.Features.Forwarding;

namespace OpenClaw.Gateway.Infrastructure;

/// <summary>Keys live in the policy service, beside the tenants and accounts they belong to.</summary>
internal sealed class PolicyApiKeys(IServiceInvoker invoker) : IApiKeyDirectory
{
    public async Task<ApiKeyEntry?> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, (Uri?)null);
        using var response = await invoker.SendAsync(request, AppIds.Policy, $"/internal/api-keys/{Uri.EscapeDataString(keyId)}", cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<ApiKeyEntry>(ContractsJson.Options, cancellationToken);
    }
}
