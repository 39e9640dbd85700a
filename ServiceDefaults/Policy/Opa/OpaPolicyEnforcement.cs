using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>
/// Lets an OPA next to this process decide. What it decides with must be what the policy service said is in force within the last
/// 60 s: OPA names the revision with every answer, and the catalogues tell which one that was.
/// </summary>
internal sealed class OpaPolicyEnforcement(
    OpaClient opa,
    PolicyEngine engine,
    TrialObserver trials,
    IPolicyRefresh refresh,
    IHttpContextAccessor http,
    IOptions<PolicyOptions> options,
    ILogger<OpaPolicyEnforcement> logger)
    : IPolicyDecider
{
    public async ValueTask<PolicyDecision> DecideAsync(GovernedAction action, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await engine.AwaitFirstBundleAsync(cancellationToken);
        var (decision, age) = await AskAsync(action, cancellationToken);
        if (engine.Trusted(action.TenantId) is { Trial: not null } policy)
        {
            trials.Observe(policy, action, decision);
        }

        http.HttpContext?.Features.Get<PolicyVersionFeature>()?.Use(decision.PolicyVersion, age);
        return decision;
    }

    private async Task<(PolicyDecision Decision, TimeSpan Age)> AskAsync(GovernedAction action, CancellationToken cancellationToken)
    {
        try
        {
            var (result, revision) = await opa.DecideAsync(action, cancellationToken);
            if (engine.FindRevision(revision) is not { } known)
            {
                // OPA may have heard of a change before us.
                await refresh.RefreshAsync(cancellationToken);
                known = engine.FindRevision(revision) ?? throw new PolicySourceException("OPA decides with rules that are not in force.");
            }

            var version = known.Catalogue.Tenants.GetValueOrDefault(action.TenantId) ?? known.Catalogue.Tenants.GetValueOrDefault(PolicyCatalogue.Others) ?? "";
            if (known.Age > options.Value.MaxAge)
            {
                return (Unavailable(version, $"OPA's rules were last confirmed as the newest {known.Age.TotalSeconds:0} s ago, which is too long."), known.Age);
            }

            return (PolicyVerdict.Read(result, version) ?? throw new PolicySourceException("The rules gave no answer that is understood."), known.Age);
        }
        catch (Exception exception) when (exception is PolicySourceException or JsonException)
        {
            logger.DecisionFailed(action.Action, exception.Message);
            return (Unavailable("", exception.Message), engine.Age);
        }
    }

    private static PolicyDecision Unavailable(string version, string reason) =>
        new(PolicyResult.Deny, IPolicyEnforcement.EngineUnavailable, version, reason);
}
