using OpenClaw.Policy.Features.Documents;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Policies;

/// <summary>Finds the place a request names, with the organisation and team it lies in.</summary>
internal static class SlotFinder
{
    /// <summary>The name the enterprise has in the spec's seeds, whatever its tenant is called.</summary>
    private const string DefaultEnterprise = "default";
    private const int MaxId = 255;

    public static async Task<(PolicySlot? Slot, Failure? Failure)> FindAsync(CreatePolicy request, Caller caller, IPolicyUnit unit)
    {
        if (!Enum.TryParse<PolicyScope>(request.Scope, ignoreCase: true, out var scope) || request.Scope!.All(char.IsAsciiDigit))
        {
            return (null, PolicyFailures.Bad(new PolicyFault("scope", "must be one of enterprise, org, team, user")));
        }

        if (!PolicyDomains.All.ContainsKey(request.Domain!))
        {
            return (null, PolicyFailures.Bad(new PolicyFault("domain", $"must be one of {string.Join(", ", PolicyDomains.All.Keys)}")));
        }

        var id = scope == PolicyScope.Enterprise && request.ScopeId is null or "" or DefaultEnterprise ? caller.TenantId : request.ScopeId;
        if (id is not { Length: > 0 and <= MaxId })
        {
            return (null, PolicyFailures.Bad(new PolicyFault("scopeId", $"must have 1 to {MaxId} characters")));
        }

        return scope switch
        {
            PolicyScope.Enterprise when id != caller.TenantId => (null, Failure.NotFound("enterprise")),
            PolicyScope.Enterprise or PolicyScope.Org => (new PolicySlot(scope, id, "", "", request.Domain!), null),
            PolicyScope.Team => await TeamAsync(request, id, caller, unit),
            _ => await UserAsync(request, id, caller, unit),
        };
    }

    private static async Task<(PolicySlot? Slot, Failure? Failure)> TeamAsync(CreatePolicy request, string team, Caller caller, IPolicyUnit unit)
    {
        var org = request.OrgId;
        if (string.IsNullOrEmpty(org) && !caller.IsInRole(Roles.EnterpriseAdmin))
        {
            org = caller.OrgUnit;
        }

        if (string.IsNullOrEmpty(org))
        {
            org = await unit.OrgsOfTeamAsync(team) is [var only] ? only : caller.TeamId == team ? caller.OrgUnit : null;
        }

        return string.IsNullOrEmpty(org)
            ? (null, PolicyFailures.Bad(new PolicyFault("orgId", "is required: it is not known which organisation this team belongs to")))
            : (new PolicySlot(PolicyScope.Team, team, org, "", request.Domain!), null);
    }

    private static async Task<(PolicySlot? Slot, Failure? Failure)> UserAsync(CreatePolicy request, string user, Caller caller, IPolicyUnit unit)
    {
        if (user == caller.UserId)
        {
            return (new PolicySlot(PolicyScope.User, user, caller.OrgUnit ?? "", caller.TeamId ?? "", request.Domain!), null);
        }

        if (await unit.MembershipAsync(user) is { } known)
        {
            return (new PolicySlot(PolicyScope.User, user, known.OrgId, known.TeamId, request.Domain!), null);
        }

        return caller.IsInRole(Roles.EnterpriseAdmin)
            ? (new PolicySlot(PolicyScope.User, user, request.OrgId ?? "", request.TeamId ?? "", request.Domain!), null)
            : (null, Failure.NotFound("user"));
    }
}
