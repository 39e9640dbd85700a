using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;
using OpenClaw.Rego;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>Decides in this process; whatever goes wrong is a denial that says so.</summary>
internal sealed class PolicyEnforcement(
    PolicyEngine engine, TrialObserver trials, IHttpContextAccessor http, IOptions<PolicyOptions> options, ILogger<PolicyEnforcement> logger)
    : IPolicyDecider
{
    /// <summary>Decisions are made without a pause, so each thread needs one.</summary>
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _input;

    private readonly RegoLimits _limits = new() { Timeout = options.Value.DecisionTimeout };

    public async ValueTask<PolicyDecision> DecideAsync(GovernedAction action, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await engine.AwaitFirstBundleAsync(cancellationToken);
        var governing = engine.Find(action.TenantId);
        var decision = Decide(governing, action, cancellationToken);
        if (governing is { IsTrusted: true, Policy: { Trial: not null } policy })
        {
            trials.Observe(policy, action, decision);
        }

        http.HttpContext?.Features.Get<PolicyVersionFeature>()?.Use(decision.PolicyVersion, governing.Age);
        return decision;
    }

    private PolicyDecision Decide(PolicyInForce governing, GovernedAction action, CancellationToken cancellationToken)
    {
        if (governing is not { IsTrusted: true, Policy: { } policy })
        {
            return Unavailable(governing.Policy?.Version ?? "", governing.Policy is null
                ? "No policy has been loaded yet."
                : $"The policy in memory was last confirmed as the newest {governing.Age.TotalSeconds:0} s ago, which is too long.");
        }

        try
        {
            var input = _input ??= new ArrayBufferWriter<byte>(512);
            input.ResetWrittenCount();
            PolicyInput.Write(input, action);
            var result = policy.Query.Evaluate(input.WrittenSpan, _limits, cancellationToken);
            if (result.IsDefined && PolicyVerdict.Read(result.ToJson(), policy.Version) is { } decision)
            {
                return decision;
            }

            return Fail(policy, action, "the rules gave no answer that is understood");
        }
        catch (RegoException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Fail(policy, action, exception.Message);
        }
    }

    private PolicyDecision Fail(LoadedPolicy policy, GovernedAction action, string reason)
    {
        logger.DecisionFailed(action.Action, reason);
        return Unavailable(policy.Version, "The policy rules failed on this action.");
    }

    private static PolicyDecision Unavailable(string version, string reason) =>
        new(PolicyResult.Deny, IPolicyEnforcement.EngineUnavailable, version, reason);
}
