using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Decisions;

/// <summary>What a decision is about (spec/policy.md 8).</summary>
/// <param name="DataClassification">public, internal, confidential or restricted; anything else counts as restricted.</param>
/// <param name="Additional">Further facts: feature, provider, model, exchange_type ...</param>
public sealed record EvaluationContext(string? DataClassification, string? Channel, string? TargetSystem, JsonObject? Additional);

/// <summary>May somebody do something.</summary>
/// <param name="TenantId">If given, the caller's own.</param>
/// <param name="UserId">The caller, or somebody whose policies the caller may write.</param>
public sealed record EvaluationRequest(string? TenantId, string? UserId, string? Action, EvaluationContext? Context)
{
    private const int MaxAction = 200;

    internal PolicyFault? Fault => Action is { Length: > 0 and <= MaxAction } action && !action.Any(char.IsControl)
        ? null
        : new PolicyFault("action", $"is required: 1 to {MaxAction} printable characters");

    internal GovernedAction For(Caller subject)
    {
        var additional = (JsonObject?)Context?.Additional?.DeepClone() ?? [];
        if (Context?.Channel is { } channel)
        {
            additional["channel"] = channel;
        }

        return new GovernedAction(Action!, subject.TenantId, subject.UserId, Level)
        {
            Roles = subject.Roles,
            OrgUnit = subject.OrgUnit,
            TeamId = subject.TeamId,
            TargetSystem = Context?.TargetSystem,
            Additional = additional,
        };
    }

    private Classification Level => Context?.DataClassification switch
    {
        "public" => Classification.Public,
        "internal" => Classification.Internal,
        "confidential" => Classification.Confidential,
        _ => Classification.Restricted,
    };
}

/// <summary>The answer.</summary>
/// <param name="Decision">allow, deny or require_approval.</param>
/// <param name="Constraints">Limits to honour, such as <c>maxClassification</c> or <c>disclosureRequired</c>.</param>
public sealed record EvaluationAnswer(PolicyResult Decision, string PolicyApplied, string PolicyVersion, string Reason, JsonObject Constraints)
{
    internal static EvaluationAnswer Of(PolicyDecision decision) =>
        new(decision.Result, decision.PolicyApplied, decision.PolicyVersion, decision.Reason, InCamelCase(decision.Constraints));

    /// <summary>The rules speak as policies do, the API as the API does.</summary>
    internal static JsonObject InCamelCase(JsonObject constraints) => new(constraints.Select(member =>
        KeyValuePair.Create(
            string.Concat(member.Key.Split('_').Select((word, index) => index == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..])),
            member.Value?.DeepClone())));
}

/// <summary>Up to 100 questions at once.</summary>
public sealed record EvaluationBatch(IReadOnlyList<EvaluationRequest>? Requests);

public sealed record EvaluationAnswers(IReadOnlyList<EvaluationAnswer> Answers);
