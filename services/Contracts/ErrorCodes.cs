namespace OpenClaw.Contracts;

/// <summary>Stable <c>code</c> values of problem details; each has a page in docs/problems.</summary>
public static class ErrorCodes
{
    public const string AuditTampered = "audit-tampered";
    public const string AuditUnavailable = "audit-unavailable";
    public const string BadRequest = "bad-request";
    public const string BodyTooLarge = "body-too-large";
    public const string BriefingInProgress = "briefing-in-progress";
    public const string ConnectorUnavailable = "connector-unavailable";
    public const string Forbidden = "forbidden";
    public const string IdempotencyConflict = "idempotency-conflict";
    public const string InternalError = "internal-error";
    public const string InvalidSignature = "invalid-signature";
    public const string InvalidToken = "invalid-token";
    public const string LegalHold = "legal-hold";
    public const string MissingToken = "missing-token";
    public const string NotFound = "not-found";
    public const string NotSealed = "not-sealed";
    public const string PolicyApprovalRequired = "policy-approval-required";
    public const string PolicyDenied = "policy-denied";
    public const string PolicyEngineUnavailable = "policy-engine-unavailable";
    public const string PolicyHierarchyViolation = "policy-hierarchy-violation";
    public const string PolicyInvalid = "policy-invalid";
    public const string PreconditionRequired = "precondition-required";
    public const string RateLimited = "rate-limited";
    public const string ServiceUnavailable = "service-unavailable";
    public const string StaleVersion = "stale-version";
    public const string StateConflict = "state-conflict";
    public const string ValidationFailed = "validation-failed";
}
