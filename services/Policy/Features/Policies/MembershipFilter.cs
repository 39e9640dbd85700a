using System.Collections.Concurrent;
using OpenClaw.ServiceDefaults.Http;
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
            await RememberAsync(caller.TenantId, membership, context.HttpContext.RequestAborted);
        }

        return await next(context);
    }

    /// <summary>Keeps what is new; a change of place is a change of what is in force.</summary>
    public async Task RememberAsync(string tenantId, Membership membership, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue((tenantId, membership.UserId), out var known) && known == membership)
        {
            return;
        }

        await store.ChangeAsync(
            tenantId,
            async unit =>
            {
                if (await unit.RememberAsync(membership, time.GetUtcNow()))
                {
                    await unit.NoteChangeAsync(RequestContext.RequestId, time.GetUtcNow());
                }

                return new Change<bool>(true, IsKept: true);
            },
            cancellationToken);
        if (_known.Count < MostKnown)
        {
            _known[(tenantId, membership.UserId)] = membership;
        }
    }
}
