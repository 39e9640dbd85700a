using System.Text.Json;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Features.Forwarding;
using OpenClaw.Gateway.Features.Tenants;

namespace OpenClaw.Gateway.Infrastructure;

/// <summary>The tenants as the policy service keeps them.</summary>
internal sealed class PolicyTenants(IServiceInvoker invoker) : ITenantSource
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public async Task<TenantSnapshot> ReadAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Timeout);
        using var request = new HttpRequestMessage(HttpMethod.Get, (Uri?)null);
        using var response = await invoker.SendAsync(request, AppIds.Policy, "/internal/tenants", deadline.Token);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<TenantSnapshot>(ContractsJson.Options, deadline.Token)
            ?? throw new JsonException("The list of tenants is empty.");
    }
}
