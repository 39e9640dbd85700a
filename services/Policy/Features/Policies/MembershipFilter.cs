using System.Collections.Concurrent;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Policies;

/// <summary>Remembers where callers belong, so that an administrator can later write a policy for one of them.</summary>
internal sealed class MembershipFilter(IPolicyStore store, TimeProvider time) : IEndpointFilter
{
    /// <summary>Enough for the users of a deployment; beyond it the newest are simply written again.</summary>
    private const int MostKnown = 10_000;
    private readonly ConcurrentDictionary<(string Tenant, string User), Membership> _known = new();

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (Caller.From(context.HttpContext.User) is { } caller)
        {
            var membership = new Membership(caller.UserId, caller.OrgUnit ?? "", caller.TeamId ?? "");
            if (!_known.TryGetValue((caller.TenantId, caller.UserId), out var known) || known != membership)
            {
                await RememberAsync(caller.TenantId, membership, context.HttpContext.RequestAborted);
            }
        }

        return await next(context);
    }

    private async Task RememberAsync(string tenantId, Membership membership, CancellationToken cancellationToken)
    {
        await store.ChangeAsync(
            tenantId,
            async unit =>
            {
                await unit.RememberAsync(membership, time.GetUtcNow());
                return new Change<bool>(true, IsKept: true);
            },
            cancellationToken);
        if (_known.Count < MostKnown)
        {
            _known[(tenantId, membership.UserId)] = membership;
        }
    }
}
