using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Policy.Evaluation;

namespace OpenClaw.Gateway.Features.Tenants;

/// <summary>
/// The companies of this deployment, as the policy service last told. Nobody gets in on knowledge older than
/// <see cref="MaxAge"/>: the company could have been suspended since.
/// </summary>
internal sealed class TenantDirectory(TimeProvider time) : IKnownTenants
{
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(60);

    // A first request may arrive while the list is still being read; it is worth a moment, not a hang.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Snapshot? _snapshot;

    public bool IsLoaded => _snapshot is not null;

    public void Replace(TenantSnapshot snapshot)
    {
        _snapshot = new Snapshot(snapshot.Tenants.ToDictionary(tenant => tenant.Id, StringComparer.Ordinal), time.GetTimestamp());
        _loaded.TrySetResult();
    }

    /// <exception cref="TimeoutException">The tenants are not known, or not freshly enough (answered with 503).</exception>
    public async ValueTask<IReadOnlyDictionary<string, TenantEntry>> AllAsync(CancellationToken cancellationToken)
    {
        if (_snapshot is null)
        {
            await _loaded.Task.WaitAsync(Patience, cancellationToken);
        }

        var snapshot = _snapshot!;
        return time.GetElapsedTime(snapshot.At) < MaxAge ? snapshot.Tenants : throw new TimeoutException("The tenants have not been read for a minute.");
    }

    public async ValueTask<bool> ContainsAsync(string tenantId, CancellationToken cancellationToken) =>
        (await AllAsync(cancellationToken)).ContainsKey(tenantId);

    /// <summary>Whether this person's company may be used now; being set up, it is open to its administrators.</summary>
    public async ValueTask<bool> IsOpenToAsync(Caller caller, CancellationToken cancellationToken) =>
        (await AllAsync(cancellationToken)).TryGetValue(caller.TenantId, out var tenant) && tenant.Status switch
        {
            TenantStatus.Active => true,
            TenantStatus.Provisioning => caller.IsInRole(Roles.EnterpriseAdmin),
            _ => false,
        };

    /// <summary>
    /// The caller with the roles given here as of now: also a session begun before has them, and loses them, within seconds.
    /// </summary>
    public async ValueTask<Caller> WithGivenRolesAsync(Caller caller, CancellationToken cancellationToken) =>
        !caller.IsInRole(Roles.ServiceAccount)
        && (await AllAsync(cancellationToken)).TryGetValue(caller.TenantId, out var tenant)
        && tenant.RoleBindings.TryGetValue(caller.UserId, out var roles)
            ? caller with { Roles = [.. caller.Roles.Union(roles, StringComparer.Ordinal).Order(StringComparer.Ordinal)] }
            : caller;

    private sealed record Snapshot(IReadOnlyDictionary<string, TenantEntry> Tenants, long At);
}
