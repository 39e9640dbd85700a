using OpenClaw.Contracts;

namespace OpenClaw.Gateway.Features.Tenants;

/// <summary>Where the tenants are kept.</summary>
internal interface ITenantSource
{
    Task<TenantSnapshot> ReadAsync(CancellationToken cancellationToken);
}
