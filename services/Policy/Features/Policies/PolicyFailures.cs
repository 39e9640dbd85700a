using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Documents;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.Policy.Features.Policies;

/// <summary>One fault of a request or a document; line and column are of the document's text.</summary>
public sealed record PolicyFault(string Path, string Message)
{
    public int? Line { get; init; }
    public int? Column { get; init; }
}

/// <summary>The refusals of this service.</summary>
internal static class PolicyFailures
{
    public static Failure Missing(params string[] fields) => Bad([.. fields.Select(field => new PolicyFault(field, "is required"))]);

    public static Failure Bad(params PolicyFault[] errors) => new(
        ErrorCodes.ValidationFailed,
        StatusCodes.Status400BadRequest,
        "The request is not complete",
        string.Join("; ", errors.Select(error => $"{error.Path} {error.Message}")) + ".")
    {
        Extensions = new Dictionary<string, object?> { ["errors"] = errors },
    };

    public static Failure Invalid(IReadOnlyList<PolicyFault> errors) => new(
        ErrorCodes.PolicyInvalid,
        StatusCodes.Status422UnprocessableEntity,
        "The policy is not valid",
        string.Join("; ", errors.Take(5).Select(Describe)) + (errors.Count > 5 ? $"; and {errors.Count - 5} more." : "."))
    {
        Extensions = new Dictionary<string, object?> { ["errors"] = errors },
    };

    public static Failure Invalid(IReadOnlyList<DocumentFault> faults) =>
        Invalid([.. faults.Select(fault => new PolicyFault(fault.Path, fault.Message) { Line = fault.Line, Column = fault.Column })]);

    public static Failure Widens(IReadOnlyList<WidenedField> fields, IEnumerable<ActiveDocument> above)
    {
        var policies = above.Select(document => document.Label).ToList();
        return new Failure(
            ErrorCodes.PolicyHierarchyViolation,
            StatusCodes.Status422UnprocessableEntity,
            "The policy allows more than the scopes above it",
            $"Narrow or leave out {string.Join(", ", fields.Select(field => field.Path))}: {string.Join(", ", policies)} allow less.")
        {
            Extensions = new Dictionary<string, object?> { ["errors"] = fields, ["policies"] = policies },
        };
    }

    public static Failure Forbidden() => new(
        ErrorCodes.Forbidden,
        StatusCodes.Status403Forbidden,
        "This is not yours to change",
        "Policies of an enterprise are written by its administrators; of an organisation, team or user also by the administrators of that organisation, the lead of that team, and the user.");

    public static Failure Stale(int current) => new(
        ErrorCodes.StaleVersion,
        StatusCodes.Status412PreconditionFailed,
        "It changed meanwhile",
        $"It is at \"{current}\" now. Read it again and repeat the change if you still want it.");

    public static Failure NeedsMatch() => new(
        ErrorCodes.PreconditionRequired,
        StatusCodes.Status428PreconditionRequired,
        "Say which version you read",
        "Send the ETag of what you read as If-Match.");

    /// <summary>What is wrong with an <c>If-Match</c>; null when it names the current version, or any.</summary>
    public static Failure? Mismatch(string? match, int current) => match switch
    {
        null or "" => NeedsMatch(),
        _ when match != "*" && match.Trim() != FormattableString.Invariant($"\"{current}\"") => Stale(current),
        _ => null,
    };

    public static Failure Conflict(string detail) =>
        new(ErrorCodes.StateConflict, StatusCodes.Status409Conflict, "The policy is in another state", detail);

    public static Failure KeyReused() => new(
        ErrorCodes.IdempotencyConflict,
        StatusCodes.Status409Conflict,
        "This key was used for something else",
        "Send a new Idempotency-Key with a new request.");

    public static Failure StoreUnavailable() => new(
        ErrorCodes.ServiceUnavailable,
        StatusCodes.Status503ServiceUnavailable,
        "The policies cannot be reached",
        "Nothing was changed. Try again shortly.");

    private static string Describe(PolicyFault error) =>
        (error.Line is { } line ? $"line {line}: " : "") + (error.Path.Length > 0 ? $"{error.Path}: " : "") + error.Message.TrimEnd('.');
}
