using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>Evaluates the rules: this process, or an OPA next to it. <see cref="IPolicyEnforcement"/> adds what holds above all rules.</summary>
internal interface IPolicyDecider
{
    ValueTask<PolicyDecision> DecideAsync(GovernedAction action, CancellationToken cancellationToken);
}
