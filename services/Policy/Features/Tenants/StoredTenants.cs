using OpenClaw.ServiceDefaults.Policy.Evaluation;

namespace OpenClaw.Policy.Features.Tenants;

internal sealed class StoredTenants(ITenantStore tenants) : IKnownTenants
{
    public async ValueTask<bool> ContainsAsync(string tenantId, CancellationToken cancellationToken) =>
        await tenants.FindAsync(tenantId, cancellationToken) is not null;
}
