using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>
/// The policy enforcement point. Decides in this process from the bundle held in memory; never allows when the bundle
/// is missing, too old, or the rules fail: such answers are denials whose <see cref="PolicyDecision.PolicyApplied"/> is
/// <see cref="EngineUnavailable"/>, which callers answer with 503.
/// </summary>
public interface IPolicyEnforcement
{
    /// <summary>Value of <see cref="PolicyDecision.PolicyApplied"/> when no trustworthy policy could be consulted.</summary>
    const string EngineUnavailable = "policy-engine-unavailable";

    ValueTask<PolicyDecision> DecideAsync(GovernedAction action, CancellationToken cancellationToken);
}
