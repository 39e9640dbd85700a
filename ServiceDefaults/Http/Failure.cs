using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Http;

/// <summary>An expected refusal as a value; becomes an RFC 9457 problem with a stable <c>code</c>.</summary>
public sealed record Failure(string Code, int Status, string Title, string Detail)
{
    /// <summary>Further members of the problem, such as <c>errors</c>.</summary>
    public IReadOnlyDictionary<string, object?> Extensions { get; init; } = new Dictionary<string, object?>();

    public ProblemHttpResult ToProblem() => TypedResults.Problem(
        type: $"/problems/{Code}",
        title: Title,
        statusCode: Status,
        detail: Detail,
        extensions: new Dictionary<string, object?>(Extensions) { ["code"] = Code });

    public static Failure NotFound(string what) =>
        new(ErrorCodes.NotFound, StatusCodes.Status404NotFound, "Not found", $"There is no such {what}.");

    public static Failure AuditUnavailable() => new(
        ErrorCodes.AuditUnavailable,
        StatusCodes.Status503ServiceUnavailable,
        "The audit log cannot be reached",
        "Nothing was done, because it could not be recorded. Try again shortly.");

    public static Failure AuditTampered() => new(
        ErrorCodes.AuditTampered,
        StatusCodes.Status503ServiceUnavailable,
        "The audit log was changed after it was sealed",
        "Nothing is done until an auditor has looked at the evidence and acknowledged it.");

    /// <summary>The refusal that belongs to a decision that is not an allow.</summary>
    public static Failure Refused(PolicyDecision decision) => decision switch
    {
        { PolicyApplied: Policy.IPolicyEnforcement.EngineUnavailable } => new(
            ErrorCodes.PolicyEngineUnavailable,
            StatusCodes.Status503ServiceUnavailable,
            "No policy could be consulted",
            "Nothing was done, because it could not be decided whether it is allowed. Try again shortly."),
        { Result: PolicyResult.RequireApproval } => new(
            ErrorCodes.PolicyApprovalRequired,
            StatusCodes.Status403Forbidden,
            "This needs an approval",
            decision.Reason),
        _ => new(ErrorCodes.PolicyDenied, StatusCodes.Status403Forbidden, "Refused by policy", decision.Reason),
    };
}
