using System.Collections.Concurrent;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Connector.Tests.Support;

/// <summary>Answers what the test says.</summary>
internal sealed class StubPolicy : IPolicyEnforcement
{
    public static PolicyDecision Allow { get; } = new(PolicyResult.Allow, "tests", "v1", "allowed in tests");

    public PolicyDecision Decision { get; set; } = Allow;

    public ConcurrentQueue<GovernedAction> Asked { get; } = [];

    public ValueTask<PolicyDecision> DecideAsync(GovernedAction action, CancellationToken cancellationToken)
    {
        Asked.Enqueue(action);
        return ValueTask.FromResult(Decision);
    }
}
