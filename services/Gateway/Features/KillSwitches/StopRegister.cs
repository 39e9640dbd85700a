using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Policy.KillSwitches;

namespace OpenClaw.Gateway.Features.KillSwitches;

/// <summary>Whether a kill switch is on for whoever comes to the door, as far as is known here.</summary>
internal sealed class StopRegister(KillSwitchList list)
{
    private const string Visit = "gateway_request";

    public ActiveStop? Find(Caller caller) =>
        list.Find(new GovernedAction(Visit, caller.TenantId, caller.UserId, Classification.Internal) { OrgUnit = caller.OrgUnit, TeamId = caller.TeamId });
}
