using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Documents;
using OpenClaw.Policy.Options;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Features.Routing;

/// <summary>
/// Asks the policies about each model there is (spec/policy.md 10). The provider comes from the catalogue, never from whoever
/// asks; and the answer names only models that may be used, also in its reasons.
/// </summary>
internal sealed class ModelRouter(IPolicyEnforcement enforcement, IAuditRecorder audit, IOptions<ModelOptions> options)
{
    private const string Action = "model_call";
    private const string UnknownProvider = "unknown";

    public async Task<RouteModelAnswer> RouteAsync(RouteModelRequest request, Caller caller, Caller subject, CancellationToken cancellationToken)
    {
        var candidates = new List<(string Model, string Provider, PolicyDecision Decision)>();
        foreach (var (model, provider) in options.Value.Catalogue.OrderBy(entry => entry.Value != Ladders.SelfHosted).ThenBy(entry => entry.Key, StringComparer.Ordinal))
        {
            candidates.Add((model, provider, await DecideAsync(request, subject, model, provider, cancellationToken)));
        }

        var wanted = request.RequestedModel is { Length: > 0 } name ? await WantedAsync(request, subject, name, candidates, cancellationToken) : candidates[0].Decision;
        var answer = Choose(request.RequestedModel, wanted, candidates);
        await RecordAsync(request, caller, subject, answer, cancellationToken);
        return answer;
    }

    private async Task<PolicyDecision> WantedAsync(
        RouteModelRequest request, Caller subject, string model, List<(string Model, string Provider, PolicyDecision Decision)> candidates, CancellationToken cancellationToken) =>
        candidates.Find(candidate => candidate.Model == model) is { Decision: { } known }
            ? known
            : await DecideAsync(request, subject, model, UnknownProvider, cancellationToken);

    private static RouteModelAnswer Choose(string? wantedModel, PolicyDecision wanted, List<(string Model, string Provider, PolicyDecision Decision)> candidates)
    {
        string[] allowed = [.. candidates.Where(candidate => candidate.Decision.IsAllowed).Select(candidate => candidate.Model)];
        var chosen = candidates.Find(candidate => candidate.Model == wantedModel && candidate.Decision.IsAllowed);
        chosen = chosen.Model is null ? candidates.Find(candidate => candidate.Decision.IsAllowed) : chosen;
        if (chosen.Model is not null)
        {
            var isRerouted = !string.IsNullOrEmpty(wantedModel) && chosen.Model != wantedModel;
            var reason = isRerouted ? $"The model that was asked for may not be used: {wanted.Reason}. {chosen.Model} may." : chosen.Decision.Reason;
            return new RouteModelAnswer(
                PolicyResult.Allow, chosen.Model, chosen.Provider, isRerouted, reason, isRerouted ? wanted.PolicyApplied : chosen.Decision.PolicyApplied, wanted.PolicyVersion, allowed);
        }

        // Nothing is allowed as it is; an approval may help, and then with a model of our own rather than with the wish.
        var waiting = candidates.Find(candidate => candidate.Decision.Result == PolicyResult.RequireApproval);
        return waiting.Model is null
            ? new RouteModelAnswer(PolicyResult.Deny, null, null, false, wanted.Reason, wanted.PolicyApplied, wanted.PolicyVersion, [])
            : new RouteModelAnswer(PolicyResult.RequireApproval, null, null, false, waiting.Decision.Reason, waiting.Decision.PolicyApplied, waiting.Decision.PolicyVersion, []);
    }

    private ValueTask<PolicyDecision> DecideAsync(RouteModelRequest request, Caller subject, string model, string provider, CancellationToken cancellationToken) =>
        enforcement.DecideAsync(
            new GovernedAction(Action, subject.TenantId, subject.UserId, LevelOf(request))
            {
                Roles = subject.Roles,
                OrgUnit = subject.OrgUnit,
                TeamId = subject.TeamId,
                TargetSystem = model,
                Additional = new JsonObject
                {
                    ["model"] = model,
                    ["provider"] = provider,
                    ["tokens"] = request.Tokens ?? 0,
                    ["tokens_today"] = request.TokensToday ?? 0,
                    ["spent_this_month_usd"] = request.SpentThisMonthUsd ?? 0,
                    ["estimated_cost_usd"] = request.EstimatedCostUsd ?? 0,
                },
            },
            cancellationToken);

    private async Task RecordAsync(RouteModelRequest request, Caller caller, Caller subject, RouteModelAnswer answer, CancellationToken cancellationToken)
    {
        var decision = new PolicyDecision(answer.Decision, answer.PolicyApplied, answer.PolicyVersion, answer.Reason);
        var handle = await audit.IntentAsync(
            new AuditIntent(AuditActionType.PolicyDecision, "model_route", subject.TenantId, subject.UserId, decision, LevelOf(request))
            {
                ActorUserId = caller.UserId,
                Detail = new JsonObject { ["requestedModel"] = request.RequestedModel, ["resolvedModel"] = answer.ResolvedModel, ["rerouted"] = answer.Rerouted },
                OrgUnit = subject.OrgUnit,
                TeamId = subject.TeamId,
            },
            cancellationToken);
        var outcome = answer.Decision switch
        {
            PolicyResult.Allow => AuditOutcome.Success,
            PolicyResult.RequireApproval => AuditOutcome.PendingApproval,
            _ => AuditOutcome.Denied,
        };
        await audit.OutcomeAsync(handle, new AuditResult(outcome), cancellationToken);
    }

    private static Classification LevelOf(RouteModelRequest request) => request.DataClassification switch
    {
        "public" => Classification.Public,
        "internal" => Classification.Internal,
        "confidential" => Classification.Confidential,
        _ => Classification.Restricted,
    };
}
