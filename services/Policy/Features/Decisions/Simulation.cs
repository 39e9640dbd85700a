using System.Text.Json.Nodes;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Policy.Evaluation;

namespace OpenClaw.Policy.Features.Decisions;

/// <summary>Something somebody has against an action.</summary>
/// <param name="Scope">Which scope.</param>
/// <param name="Policy">Which policy, with its version.</param>
/// <param name="Field">Which field.</param>
public sealed record SimulationFinding(string Scope, string Policy, string Field, string Reason);

public sealed record ConsultedPolicy(string Scope, string Policy, string Id);

/// <summary>What one domain had to say.</summary>
public sealed record SimulatedDomain(
    string Domain,
    string Result,
    IReadOnlyList<ConsultedPolicy> Consulted,
    IReadOnlyList<SimulationFinding> Denials,
    IReadOnlyList<SimulationFinding> Approvals,
    JsonObject Constraints);

/// <summary>A draft to try as if it were in force.</summary>
/// <param name="Version">The version to try; left out, the latest draft.</param>
/// <param name="Content">Or a document that is not even saved.</param>
public sealed record SimulatedDraft(Guid PolicyId, string? Version, JsonNode? Content);

/// <summary>A decision that is only tried: nobody acts on it and nothing is recorded of it but that it was tried.</summary>
/// <param name="Roles">What if the person had these roles.</param>
public sealed record SimulationRequest(
    string? TenantId, string? UserId, string? Action, EvaluationContext? Context, IReadOnlyList<string>? Roles, IReadOnlyList<SimulatedDraft>? Drafts)
{
    internal EvaluationRequest Question => new(TenantId, UserId, Action, Context);

    internal Caller With(Caller subject) => Roles is null ? subject : subject with { Roles = Roles };
}

/// <summary>What would be decided, and why.</summary>
public sealed record SimulationAnswer(EvaluationAnswer Decision, IReadOnlyList<SimulatedDomain> Domains);
