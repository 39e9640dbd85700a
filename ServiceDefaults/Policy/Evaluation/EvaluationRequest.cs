using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.ServiceDefaults.Policy.Evaluation;

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

    /// <summary>What is wrong with the question.</summary>
    /// <param name="within">Where it stands among others, such as <c>requests[3].</c>.</param>
    public Failure? Check(string within = "")
    {
        if (Action is { Length: > 0 and <= MaxAction } action && !action.Any(char.IsControl))
        {
            return null;
        }

        var (path, message) = ($"{within}action", $"is required: 1 to {MaxAction} printable characters");
        return new Failure(ErrorCodes.ValidationFailed, StatusCodes.Status400BadRequest, "The request is not complete", $"{path} {message}.")
        {
            Extensions = new Dictionary<string, object?> { ["errors"] = new[] { new { path, message } } },
        };
    }

    public GovernedAction For(Caller subject)
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
    public static EvaluationAnswer Of(PolicyDecision decision) =>
        new(decision.Result, decision.PolicyApplied, decision.PolicyVersion, decision.Reason, InCamelCase(decision.Constraints));

    /// <summary>The rules speak as policies do, the API as the API does.</summary>
    public static JsonObject InCamelCase(JsonObject constraints) => new(constraints.Select(member =>
        KeyValuePair.Create(
            string.Concat(member.Key.Split('_').Select((word, index) => index == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..])),
            member.Value?.DeepClone())));
}

/// <summary>Up to 100 questions at once.</summary>
public sealed record EvaluationBatch(IReadOnlyList<EvaluationRequest>? Requests);

public sealed record EvaluationAnswers(IReadOnlyList<EvaluationAnswer> Answers);
