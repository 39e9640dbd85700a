using System.Text.Json.Nodes;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Policy.KillSwitches;

/// <summary>
/// The enforcement point behind the kill switches: what one of them covers is denied whatever the policies say, and so is
/// everything while it cannot be known which are on. What no policy can allow is denied here too.
/// </summary>
internal sealed class StoppableEnforcement(IPolicyDecider policies, KillSwitchList stops) : IPolicyEnforcement
{
    public async ValueTask<PolicyDecision> DecideAsync(GovernedAction action, CancellationToken cancellationToken)
    {
        var decision = await policies.DecideAsync(action, cancellationToken);
        if (TenantBorder.IsCrossedBy(action))
        {
            return Deny(decision, TenantBorder.Name, TenantBorder.Reason);
        }

        if (!await stops.ConfirmAsync(cancellationToken))
        {
            return Deny(decision, IPolicyEnforcement.EngineUnavailable, "It cannot be known whether a kill switch is on.");
        }

        return stops.Find(action) is { } stop ? Stopped(decision, stop) : decision;
    }

    private static PolicyDecision Stopped(PolicyDecision decision, ActiveStop stop) => Deny(decision, stop.PolicyName(), stop.Explanation());

    private static PolicyDecision Deny(PolicyDecision decision, string policy, string reason) =>
        decision with { Result = PolicyResult.Deny, PolicyApplied = policy, Reason = reason, Constraints = new JsonObject() };
}

/// <summary>How a kill switch is told to whom it stops, and to the audit log.</summary>
public static class StopWords
{
    /// <summary>The <see cref="PolicyDecision.PolicyApplied"/> of what it stops.</summary>
    public static string PolicyName(this ActiveStop stop) => $"kill-switch:{stop.Id}";

    public static string Explanation(this ActiveStop stop) =>
        $"A kill switch is on for the {stop.Kind.ToString().ToLowerInvariant()} {stop.Target}: {stop.Reason.TrimEnd('.')}. Only an administrator can release it.";
}
